package dev.bargein.simulator.internal;

import static dev.bargein.simulator.internal.EventOrder.ANSWER_DONE;
import static dev.bargein.simulator.internal.EventOrder.TURN_COMMITTED;
import static dev.bargein.simulator.internal.EventOrder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.response.Usage;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the service does when it hears the user speak (docs/protocol.md, section 4b). */
class BargeInTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));

    @Test
    void onWebSocketTheResponseIsClosedAndNothingIsTruncated() {
        VirtualService service =
                VirtualService.webSocket(TEN_SECONDS).answering(1_000).forget();
        service.speechStarted();
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactlyElementsOf(order("input_audio_buffer.speech_started", ANSWER_DONE));
        Response response = ((ServerEvent.ResponseDone) events.get(6)).response();
        assertThat(response.statusDetails())
                .isEqualTo(new Response.StatusDetails("cancelled", "turn_detected", null, null, null));
        assertThat(response.output().get(0).status()).isEqualTo("incomplete");
    }

    @Test
    void onWebRtcTheBufferIsClearedFirstAndTheItemTruncatedLast() {
        VirtualService service =
                VirtualService.webRtc(TEN_SECONDS).answering(1_000).forget();
        service.speechStarted();
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactlyElementsOf(order(
                        "input_audio_buffer.speech_started",
                        "output_audio_buffer.cleared",
                        ANSWER_DONE,
                        "conversation.item.truncated"));
        assertThat(((ServerEvent.ConversationItemTruncated) events.get(9)).audioEndMs())
                .isEqualTo(service.item(0).sentMs());
    }

    @Test
    void whenAllItemsAreDoneTheResponseIsCancelledWithCompletedItems() {
        VirtualService service =
                VirtualService.webRtc(Script.of(Answer.ofDurationMs(9_000).withSpeed(10)));
        service.create();
        while (!service.types().contains("response.output_item.done")) {
            service.run(1);
        }
        service.speechStarted();
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactly(
                        "input_audio_buffer.speech_started",
                        "output_audio_buffer.cleared",
                        "response.done",
                        "rate_limits.updated",
                        "conversation.item.truncated");
        Response response = ((ServerEvent.ResponseDone) events.get(2)).response();
        assertThat(response.status()).isEqualTo("cancelled");
        assertThat(response.output().get(0).status()).isEqualTo("completed");
    }

    @Test
    void whenGenerationIsOverOnlyTheBufferAndTheItemAreCut() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(4_000);
        assertThat(service.types()).contains("response.done");
        service.speechStarted();
        assertThat(service.types())
                .containsExactly(
                        "input_audio_buffer.speech_started",
                        "output_audio_buffer.cleared",
                        "conversation.item.truncated");
    }

    @Test
    void beforeAnyOutputOnlyAnEmptyResponseIsDone() {
        VirtualService service =
                VirtualService.webRtc(TEN_SECONDS).answering(100).forget();
        service.speechStarted();
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactly("input_audio_buffer.speech_started", "response.done");
        Response response = ((ServerEvent.ResponseDone) events.get(1)).response();
        assertThat(response.output()).isEmpty();
        assertThat(response.usage()).isEqualTo(Usage.none());
    }

    @Test
    void theTurnThatFollowsIsCommittedAndAnswered() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        service.speak(1_000);
        service.take();
        service.speechStarted();
        service.speak(800);
        service.speechStopped();
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactlyElementsOf(
                        order("input_audio_buffer.speech_started", TURN_COMMITTED, "response.created"));
        ServerEvent.InputAudioBufferSpeechStarted started = (ServerEvent.InputAudioBufferSpeechStarted) events.get(0);
        ServerEvent.InputAudioBufferSpeechStopped stopped = (ServerEvent.InputAudioBufferSpeechStopped) events.get(1);
        assertThat(started.audioStartMs()).isEqualTo(700);
        assertThat(stopped.audioEndMs()).isEqualTo(1_800);
        assertThat(stopped.itemId()).isEqualTo(started.itemId());
        assertThat(service.stored(0).id).isEqualTo(started.itemId());
    }

    @Test
    void theSettingsCanForbidBothInterruptionAndAnswer() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":"
                + "{\"turn_detection\":{\"type\":\"server_vad\",\"create_response\":false,"
                + "\"interrupt_response\":false}}}}}");
        service.answering(1_000).forget();
        service.speechStarted();
        service.speak(500);
        service.speechStopped();
        assertThat(service.types())
                .containsExactlyElementsOf(order("input_audio_buffer.speech_started", TURN_COMMITTED));
    }

    @Test
    void speechThatIsTooShortAnswersNothing() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        service.take();
        service.speechStarted();
        service.speak(50);
        service.speechStopped();
        assertThat(service.types())
                .containsExactly("input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped");
    }

    @Test
    void silenceWithoutSpeechSaysNothing() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        service.take();
        service.speechStopped();
        assertThat(service.types()).isEmpty();
    }
}
