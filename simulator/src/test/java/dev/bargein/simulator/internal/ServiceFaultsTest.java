package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.Faults.Trigger;
import dev.bargein.simulator.internal.faults.FaultInjector;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Interruption;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service that generates, buffers, obeys or lives wrongly. */
class ServiceFaultsTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));

    private static VirtualService webSocket(Faults faults) {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.faults(faults);
        service.take();
        return service;
    }

    private static VirtualService webRtc(Faults faults) {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        service.faults(faults);
        service.take();
        return service;
    }

    private static long deltas(VirtualService service) {
        return service.takeOf(ServerEvent.ResponseOutputAudioDelta.class).size();
    }

    private static int loudest(List<short[]> frames) {
        int max = 0;
        for (short[] frame : frames) {
            for (short sample : frame) {
                max = Math.max(max, Math.abs(sample));
            }
        }
        return max;
    }

    @Test
    void aCancelIsObeyedLateAndDeltasComeUntilThen() {
        VirtualService service =
                webSocket(Faults.builder().lateMs(600).build()).answering(1_000).forget();
        service.cancel();
        assertThat(service.types()).isEmpty();
        service.run(590);
        assertThat(deltas(service)).isBetween(7L, 9L);
        service.run(20);
        assertThat(service.last(ServerEvent.ResponseDone.class).response().status())
                .isEqualTo("cancelled");
    }

    @Test
    void aStallStopsGenerationAndMakesUpForItInABurst() {
        VirtualService service = webSocket(Faults.builder().stall(1_000, 900).build());
        List<Long> steady = new ArrayList<>();
        service.create();
        for (int ms = 0; ms < 3_200; ms += 50) {
            service.run(50);
            steady.add(deltas(service));
        }
        VirtualService sound = webSocket(Faults.NONE).answering(3_200);
        assertThat(steady.stream().mapToLong(n -> n).sum()).isEqualTo(deltas(sound));
        // A second of sound takes 278 ms after the first at 200 ms; 900 ms later 3.2 s of sound are overdue.
        long during = steady.subList(10, 27).stream().mapToLong(n -> n).sum();
        assertThat(during).isZero();
        assertThat(steady.subList(27, 29).stream().mapToLong(n -> n).sum()).isGreaterThanOrEqualTo(12);
    }

    @Test
    void aStallLongEnoughIsHeardAsAGapOnACall() {
        VirtualService service =
                webRtc(Faults.builder().stall(500, 3_000).build()).answering(1_000);
        service.takeFrames();
        service.run(1_500);
        assertThat(loudest(service.takeFrames())).isZero();
        service.run(2_000);
        assertThat(loudest(service.takeFrames())).isGreaterThan(1_000);
    }

    @Test
    void aClearThatIsIgnoredLeavesTheBufferPlaying() {
        VirtualService service = webRtc(
                        Faults.builder().clear(Faults.Clear.IGNORED).build())
                .answering(2_000)
                .forget();
        service.clear();
        service.takeFrames();
        service.run(1_000);
        assertThat(service.types()).doesNotContain("output_audio_buffer.cleared", "error");
        assertThat(loudest(service.takeFrames())).isGreaterThan(1_000);
        assertThat(service.session.ledger().interruptions())
                .extracting(Interruption::kind)
                .containsExactly(Interruption.Kind.CLEAR);
    }

    @Test
    void aClearThatIsUnknownIsAnsweredAsAnyUnknownEvent() {
        VirtualService service = webRtc(
                        Faults.builder().clear(Faults.Clear.UNKNOWN).build())
                .answering(2_000)
                .forget();
        service.clear();
        ServerEvent.Error error = service.last(ServerEvent.Error.class);
        assertThat(error.error().code()).isEqualTo("invalid_value");
        assertThat(error.error().message()).startsWith("Invalid value: 'output_audio_buffer.clear'.");
        service.takeFrames();
        service.run(500);
        assertThat(loudest(service.takeFrames())).isGreaterThan(1_000);
    }

    @Test
    void afterABadTruncateNothingIsEverSaidOrHeardAgain() {
        VirtualService service =
                webRtc(Faults.builder().silentAfterBadTruncate().build()).answering(2_000);
        service.truncate(service.stored(0).id, 500);
        assertThat(service.types()).contains("conversation.item.truncated");
        service.truncate(service.stored(0).id, 9_999_999);
        assertThat(service.types()).containsExactly("error");
        service.takeFrames();
        service.run(10_000);
        service.answering(2_000);
        assertThat(service.take()).isEmpty();
        assertThat(loudest(service.takeFrames())).isZero();
    }

    @Test
    void silentMediaHasTheLengthOfTheSpeechThatTheEventsTellOf() {
        VirtualService call = webRtc(Faults.builder().silentMedia().build()).answering(2_000);
        assertThat(call.types()).contains("output_audio_buffer.started");
        assertThat(loudest(call.takeFrames())).isZero();
        assertThat(call.item(0).sentMs()).isGreaterThan(1_500);

        VirtualService socket =
                webSocket(Faults.builder().silentMedia().build()).answering(2_000);
        for (ServerEvent.ResponseOutputAudioDelta delta : socket.takeOf(ServerEvent.ResponseOutputAudioDelta.class)) {
            assertThat(delta.delta().size()).isEqualTo(12_000);
            assertThat(delta.delta().toPcm()).containsOnly((short) 0);
        }
    }

    @Test
    void aSessionMayExpireInTheMiddleOfAnAnswer() {
        VirtualService service = webSocket(Faults.builder()
                        .expire(Trigger.afterEvent("response.output_audio.delta"))
                        .build())
                .answering(1_000);
        ServerEvent.Error error = service.last(ServerEvent.Error.class);
        assertThat(error.error().code()).isEqualTo("session_expired");
        assertThat(service.session.isExpired()).isTrue();
    }

    @Test
    void theConnectionDropsRightAfterTheEventThatWasNamed() {
        VirtualService service = webSocket(Faults.builder()
                        .dropConnection(Trigger.afterEvent("response.output_item.added"))
                        .build())
                .answering(1_000);
        assertThat(service.takeActions()).containsExactly(FaultInjector.ConnectionAction.DROP_CONNECTION);
        List<ServerEvent> before = service.take().subList(0, service.eventsAtDeed());
        assertThat(before.stream().map(ServerEvent::type))
                .containsExactly("response.created", "response.output_item.added");
    }

    @Test
    void theConnectionDropsWhenItsTimeHasComeAndNotBefore() {
        VirtualService service =
                webSocket(Faults.builder().dropConnection(Trigger.afterMs(700)).build());
        service.run(699);
        assertThat(service.takeActions()).isEmpty();
        service.run(1);
        assertThat(service.takeActions()).containsExactly(FaultInjector.ConnectionAction.DROP_CONNECTION);
        service.run(5_000);
        assertThat(service.takeActions()).isEmpty();
    }

    @Test
    void theDataChannelClosesOnceAndTheSessionGoesOn() {
        VirtualService service = webRtc(Faults.builder()
                        .closeDataChannel(Trigger.afterEvent("output_audio_buffer.started"))
                        .build())
                .answering(1_500);
        assertThat(service.takeActions()).containsExactly(FaultInjector.ConnectionAction.CLOSE_DATA_CHANNEL);
        service.takeFrames();
        service.run(1_000);
        assertThat(loudest(service.takeFrames())).isGreaterThan(1_000);
    }

    @Test
    void soundComesAsPcmAlthoughTelephoneSoundWasAskedForAndOnlySessionUpdatedTells() {
        VirtualService service = webSocket(Faults.builder().formatIgnored().build());
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"output\":"
                + "{\"format\":{\"type\":\"audio/pcmu\"}}}}}");
        assertThat(service.last(ServerEvent.SessionUpdated.class)
                        .session()
                        .object("audio")
                        .object("output")
                        .object("format")
                        .string("type"))
                .isEqualTo("audio/pcm");
        service.answering(2_000);
        assertThat(service.takeOf(ServerEvent.ResponseOutputAudioDelta.class)
                        .get(0)
                        .delta()
                        .size())
                .isEqualTo(12_000);
    }

    @Test
    void theAnswerIsWrittenAlthoughSoundWasAskedFor() {
        VirtualService service = webSocket(Faults.builder().textOnly().build()).answering(20_000);
        assertThat(service.types())
                .contains("response.output_text.delta", "response.done")
                .doesNotContain("response.output_audio.delta");
    }
}
