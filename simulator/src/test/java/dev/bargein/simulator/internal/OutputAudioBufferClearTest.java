package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code output_audio_buffer.clear} (docs/protocol.md, sections 1a and 4b). */
class OutputAudioBufferClearTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));

    private static VirtualService playing() {
        VirtualService service =
                VirtualService.webRtc(TEN_SECONDS).answering(1_013).forget();
        service.takeFrames();
        return service;
    }

    private static boolean silent(List<short[]> frames) {
        return frames.stream().allMatch(frame -> {
            for (short sample : frame) {
                if (sample != 0) {
                    return false;
                }
            }
            return true;
        });
    }

    @Test
    void silencesTheNextFrame() {
        VirtualService service = playing();
        service.run(200);
        assertThat(silent(service.takeFrames())).isFalse();
        service.clear();
        service.run(2_000);
        List<short[]> frames = service.takeFrames();
        assertThat(frames).hasSize(100);
        assertThat(silent(frames)).isTrue();
    }

    @Test
    void afterACancelItIsAnsweredByClearedAndThenTruncated() {
        VirtualService service = playing();
        service.cancel();
        service.take();
        service.clear();
        List<ServerEvent> events = service.take();
        assertThat(events).hasSize(2);
        ServerEvent.OutputAudioBufferCleared cleared = (ServerEvent.OutputAudioBufferCleared) events.get(0);
        assertThat(cleared.responseId()).isEqualTo(service.stored(0).responseId);
        ServerEvent.ConversationItemTruncated truncated = (ServerEvent.ConversationItemTruncated) events.get(1);
        assertThat(truncated.itemId()).isEqualTo(service.stored(0).id);
        assertThat(truncated.audioEndMs()).isEqualTo(service.item(0).sentMs());
        assertThat(truncated.audioEndMs() % 20).isZero();
        assertThat(service.item(0).audioMs()).isEqualTo(truncated.audioEndMs());
    }

    @Test
    void afterResponseDoneItStillCutsWhatIsLeft() {
        VirtualService service = playing();
        service.run(3_000);
        assertThat(service.types()).contains("response.done");
        service.clear();
        assertThat(service.types()).containsExactly("output_audio_buffer.cleared", "conversation.item.truncated");
        assertThat(service.item(0).status()).isEqualTo("completed");
        service.run(10_000);
        assertThat(service.types()).isEmpty();
    }

    @Test
    void withNothingPlayingItIsSilent() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        service.take();
        service.clear();
        assertThat(service.types()).isEmpty();
    }

    @Test
    void whenEverythingWasSentItIsSilentAndTruncatesNothing() {
        VirtualService service = playing();
        service.run(12_000);
        assertThat(service.types()).contains("output_audio_buffer.stopped");
        service.clear();
        assertThat(service.types()).isEmpty();
        assertThat(service.item(0).audioMs()).isEqualTo(10_000);
    }

    @Test
    void withoutACancelTheResponseGoesOnInText() {
        VirtualService service = playing();
        service.clear();
        service.take();
        service.takeFrames();
        service.run(4_000);
        assertThat(service.types())
                .contains("response.output_audio_transcript.delta", "response.done")
                .doesNotContain("output_audio_buffer.started", "output_audio_buffer.stopped");
        assertThat(silent(service.takeFrames())).isTrue();
    }

    @Test
    void aLaterTruncateMayCutFurther() {
        VirtualService service = playing();
        service.clear();
        long sent = service.item(0).sentMs();
        service.take();
        service.truncate(service.stored(0).id, sent - 100);
        assertThat(service.types()).containsExactly("conversation.item.truncated");
        assertThat(service.item(0).audioMs()).isEqualTo(sent - 100);
        service.truncate(service.stored(0).id, sent);
        assertThat(service.types()).containsExactly("error");
    }

    @Test
    void theServiceCanLeaveTheTruncationToTheClient() {
        VirtualService service = VirtualService.onWebRtc()
                .brain(TEN_SECONDS)
                .deviations(SessionDeviations.REAL.withTruncateOnClear(false))
                .open()
                .answering(1_013);
        service.cancel();
        service.take();
        service.clear();
        assertThat(service.types()).containsExactly("output_audio_buffer.cleared");
        long sent = service.item(0).sentMs();
        assertThat(service.item(0).audioMs()).isGreaterThan(sent);
        service.truncate(service.stored(0).id, sent + 1);
        assertThat(service.types()).containsExactly("error");
        service.truncate(service.stored(0).id, sent);
        assertThat(service.item(0).audioMs()).isEqualTo(sent);
    }

    @Test
    void itemsThatWereNeverSentAreTruncatedToNothing() {
        Script script = Script.of(Answer.of(List.of(Answer.Part.ofDurationMs(2_000), Answer.Part.ofDurationMs(3_000))));
        VirtualService service = VirtualService.webRtc(script).answering(1_900).forget();
        service.clear();
        List<ServerEvent.ConversationItemTruncated> cuts = service.takeOf(ServerEvent.ConversationItemTruncated.class);
        assertThat(cuts)
                .extracting(ServerEvent.ConversationItemTruncated::audioEndMs)
                .containsExactly(1_700L, 0L);
    }

    @Test
    void itemsThatBeginAfterAClearAreNotHeardAndLeaveNothing() {
        Script script = Script.of(Answer.of(List.of(Answer.Part.ofDurationMs(4_000), Answer.Part.ofDurationMs(3_000))));
        VirtualService service = VirtualService.webRtc(script).answering(1_000);
        service.clear();
        service.take();
        service.takeFrames();
        service.run(20_000);
        assertThat(silent(service.takeFrames())).isTrue();
        List<ServerEvent> after = service.take();
        assertThat(after)
                .filteredOn(ServerEvent.ConversationItemTruncated.class::isInstance)
                .extracting(e -> ((ServerEvent.ConversationItemTruncated) e).itemId())
                .containsExactly(service.stored(1).id);
        assertThat(service.item(1).audioMs()).isZero();
        assertThat(service.item(1).sentMs()).isZero();
    }

    @Test
    void theNextAnswerIsSentFromItsFirstSample() {
        VirtualService service = playing();
        service.cancel();
        service.clear();
        service.take();
        service.takeFrames();
        service.answering(1_000);
        assertThat(service.types()).contains("output_audio_buffer.started");
        assertThat(silent(service.takeFrames())).isFalse();
        assertThat(service.item(1).sentMs()).isBetween(780L, 820L);
    }

    @Test
    void onWebSocketItIsRefusedLikeAnUnknownEvent() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.clear();
        ErrorDetails error = service.last(ServerEvent.Error.class).error();
        assertThat(error.code()).isEqualTo("invalid_value");
        assertThat(error.param()).isEqualTo("type");
        assertThat(error.message()).startsWith("Invalid value: 'output_audio_buffer.clear'. Supported values are: ");
    }
}
