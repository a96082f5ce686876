package dev.bargein.simulator.internal;

import static dev.bargein.simulator.internal.EventOrder.ANSWER_DONE;
import static dev.bargein.simulator.internal.EventOrder.TURN_COMMITTED;
import static dev.bargein.simulator.internal.EventOrder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cases of {@link BargeInTest}, but the service hears the user by itself (docs/protocol.md, section 4b). */
class BargeInByEarTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));
    private static final String STARTED = "input_audio_buffer.speech_started";

    private static List<String> interrupted(VirtualService service) {
        service.hush(960);
        service.take();
        service.talk(160);
        return service.types();
    }

    @Test
    void onWebSocketTheResponseIsClosedAndNothingIsTruncated() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(1_000);
        assertThat(interrupted(service)).containsExactlyElementsOf(order(STARTED, ANSWER_DONE));
    }

    @Test
    void onWebSocketAnAnswerThatIsGeneratedIsLeftToTheClient() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(4_000);
        assertThat(interrupted(service)).containsExactly(STARTED);
    }

    @Test
    void onWebRtcTheBufferIsClearedFirstAndTheItemTruncatedLast() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(1_000);
        assertThat(interrupted(service))
                .containsExactlyElementsOf(
                        order(STARTED, "output_audio_buffer.cleared", ANSWER_DONE, "conversation.item.truncated"));
    }

    @Test
    void onWebRtcAResponseWhoseItemsAreDoneIsCancelled() {
        VirtualService service =
                VirtualService.webRtc(Script.of(Answer.ofDurationMs(9_000).withSpeed(10)));
        service.create();
        while (!service.types().contains("response.output_item.done")) {
            service.run(1);
        }
        assertThat(interrupted(service))
                .containsExactly(
                        STARTED,
                        "output_audio_buffer.cleared",
                        "response.done",
                        "rate_limits.updated",
                        "conversation.item.truncated");
    }

    @Test
    void onWebRtcOnlyTheBufferAndTheItemAreCutWhenGenerationIsOver() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(4_000);
        assertThat(interrupted(service))
                .containsExactly(STARTED, "output_audio_buffer.cleared", "conversation.item.truncated");
    }

    @ParameterizedTest
    @EnumSource(SimulatorTransport.class)
    void beforeAnyOutputOnlyAnEmptyResponseIsDone(SimulatorTransport transport) {
        VirtualService service =
                VirtualService.on(transport).brain(TEN_SECONDS).open().answering(100);
        assertThat(interrupted(service)).containsExactly(STARTED, "response.done");
    }

    @Test
    void aUserWhoHesitatesMakesEmptyResponses() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.talk(640);
        service.hush(320);
        service.take();
        service.talk(640);
        service.hush(320);
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactlyElementsOf(order(STARTED, "response.done", TURN_COMMITTED, "response.created"));
    }

    @ParameterizedTest
    @EnumSource(SimulatorTransport.class)
    void anAnswerThatMayNotBeInterruptedGoesOnAndTheTurnGetsNoOther(SimulatorTransport transport) {
        VirtualService service = VirtualService.on(transport).brain(TEN_SECONDS).open();
        service.turnDetection("{\"type\":\"server_vad\",\"interrupt_response\":false}");
        service.answering(1_000).forget();
        service.talk(640);
        service.hush(320);
        assertThat(service.types()).containsExactlyElementsOf(order(STARTED, TURN_COMMITTED));
        service.run(20_000);
        assertThat(service.takeOf(ServerEvent.ResponseDone.class))
                .singleElement()
                .satisfies(done -> assertThat(done.response().status()).isEqualTo("completed"));
        assertThat(service.item(0).audioMs()).isEqualTo(10_000);
    }

    @Test
    void aServiceThatClearsAnywayCutsTheSoundAndLetsTheResponseGoOn() {
        VirtualService service = VirtualService.onWebRtc()
                .brain(TEN_SECONDS)
                .deviations(SessionDeviations.REAL.withClearWithoutInterrupt(true))
                .open();
        service.turnDetection("{\"type\":\"server_vad\",\"interrupt_response\":false}");
        service.answering(1_000).forget();
        service.talk(160);
        assertThat(service.types())
                .containsExactly(STARTED, "output_audio_buffer.cleared", "conversation.item.truncated");
        service.run(20_000);
        assertThat(service.takeOf(ServerEvent.ResponseDone.class))
                .singleElement()
                .satisfies(done -> assertThat(done.response().status()).isEqualTo("completed"));
    }
}
