package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.EventIds;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.ToneVoice;
import dev.bargein.simulator.internal.speech.Speech;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.Voice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generation in time: first audio after its delay, then a multiple of real time without drift. */
class GenerationTimingTest {
    private static final long NANOS_PER_MS = 1_000_000;

    /** When every audio delta came, in milliseconds after the request. */
    private static List<Double> deltaTimes(VirtualService service) {
        service.create();
        long start = service.nowNanos();
        List<Double> times = new ArrayList<>();
        while (times.isEmpty() || service.session.generations().get(0).isActive()) {
            long wake = service.session.nextWakeNanos();
            service.run((wake - service.nowNanos()) / NANOS_PER_MS + 1);
            int count =
                    service.takeOf(ServerEvent.ResponseOutputAudioDelta.class).size();
            for (int i = 0; i < count; i++) {
                times.add((wake - start) / (double) NANOS_PER_MS);
            }
        }
        return times;
    }

    @Test
    void theFirstAudioComesAfterItsDelay() {
        List<Double> times = deltaTimes(
                VirtualService.webSocket(Script.of(Answer.ofDurationMs(1_000).withFirstAudioDelayMs(350))));
        assertThat(times.get(0)).isEqualTo(350);
    }

    @Test
    void deltasComeAtTheSpeedOfTheSimulatorAndDoNotDrift() {
        List<Double> times = deltaTimes(VirtualService.webSocket(Script.of(Answer.ofDurationMs(30_000))));
        assertThat(times).hasSize(120);
        for (int i = 0; i < times.size(); i++) {
            assertThat(times.get(i)).isBetween(200 + i * 250 / 3.6 - 0.01, 200 + i * 250 / 3.6 + 0.01);
        }
    }

    @Test
    void anAnswerHasItsOwnSpeedAndDeltas() {
        List<Double> times = deltaTimes(VirtualService.webSocket(
                Script.of(Answer.ofDurationMs(1_000).withSpeed(1).withChunkMs(100))));
        assertThat(times).hasSize(10);
        assertThat(times.get(9)).isEqualTo(200 + 900);
    }

    @Test
    void anImmediateAnswerComesAtOnce() {
        VirtualService service =
                VirtualService.webSocket(Script.of(Answer.ofDurationMs(1_000).withFirstAudioDelayMs(0)));
        service.create();
        assertThat(service.types()).contains("response.output_audio.delta");
    }

    @Test
    void aVoiceThatIsLateShiftsTheRestInsteadOfHurrying() {
        SlowVoice voice = new SlowVoice();
        VirtualService service = voice.service().answering(1_000);
        assertThat(service.takeOf(ServerEvent.ResponseOutputAudioDelta.class)).isEmpty();
        assertThat(service.session.nextWakeNanos()).isGreaterThan(service.nowNanos() + 20_000 * NANOS_PER_MS);
        voice.ready = true;
        voice.wake.run();
        service.run(0);
        assertThat(service.takeOf(ServerEvent.ResponseOutputAudioDelta.class)).hasSize(1);
        service.run(69);
        assertThat(service.takeOf(ServerEvent.ResponseOutputAudioDelta.class)).isEmpty();
        service.run(1);
        assertThat(service.takeOf(ServerEvent.ResponseOutputAudioDelta.class)).hasSize(1);
    }

    @Test
    void aResponseThatWaitsForItsVoiceCanBeCancelled() {
        SlowVoice voice = new SlowVoice();
        VirtualService service = voice.service().answering(1_000).forget();
        service.cancel();
        assertThat(service.types()).contains("response.done");
        voice.ready = true;
        voice.wake.run();
        service.run(1_000);
        assertThat(service.types()).isEmpty();
        assertThat(voice.closed).isTrue();
    }

    @Test
    void aSessionEndsAfterSixtyMinutes() {
        VirtualService service = VirtualService.webSocket(Script.story());
        service.take();
        service.run(3_599_999);
        assertThat(service.types()).isEmpty();
        assertThat(service.session.isExpired()).isFalse();
        service.run(1);
        ErrorDetails error = service.last(ServerEvent.Error.class).error();
        assertThat(error.code()).isEqualTo("session_expired");
        assertThat(error.message()).isEqualTo("Your session hit the maximum duration of 60 minutes.");
        assertThat(service.session.isExpired()).isTrue();
        assertThat(service.session.nextWakeNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void idsCarryTheSecondOfTheirCreation() {
        VirtualService service = VirtualService.webSocket(Script.story());
        service.run(120_000);
        service.take();
        service.create();
        String id = service.last(ServerEvent.ResponseCreated.class).response().id();
        assertThat(EventIds.unixSeconds(id)).hasValue(VirtualService.EPOCH_SECONDS + 120);
    }

    @Test
    void eventsOfTheBufferHaveIdsOfTheMediaServer() {
        VirtualService service =
                VirtualService.webRtc(Script.of(Answer.ofDurationMs(500))).answering(2_000);
        List<ServerEvent> events = service.take();
        assertThat(events)
                .filteredOn(e -> e.type().startsWith("output_audio_buffer"))
                .hasSize(2)
                .allMatch(e -> e.eventId().matches("event_[0-9a-f]{16}"));
    }

    @Test
    void aSlowServiceStopsTheBufferOnlyAtTheEnd() {
        VirtualService service = VirtualService.webRtc(
                        Script.of(Answer.ofDurationMs(1_000).withSpeed(0.5)))
                .answering(10_000);
        List<String> types = service.types();
        assertThat(types.stream()
                        .filter(t -> t.startsWith("output_audio_buffer"))
                        .toList())
                .containsExactly("output_audio_buffer.started", "output_audio_buffer.stopped");
        assertThat(service.item(0).sentMs()).isEqualTo(1_000);
    }

    @Test
    void aFullOutputBufferHoldsGenerationUp() {
        VirtualService service = VirtualService.webRtc(
                        Script.of(Answer.ofDurationMs(3_600_000).withSpeed(1_000)))
                .answering(10_000);
        assertThat(service.item(0).generatedMs()).isBetween(600_000L, 612_000L);
        service.run(60_000);
        assertThat(service.item(0).generatedMs()).isBetween(660_000L, 672_000L);
    }

    /** Speech that is not there until the test says so. */
    private static final class SlowVoice implements Speech {
        private final short[] silence = new short[48_000];
        private Runnable wake = () -> {};
        private boolean ready;
        private boolean closed;
        private int at;

        VirtualService service() {
            Voice tone = new ToneVoice();
            return VirtualService.onWebSocket()
                    .brain(Script.of(Answer.ofDurationMs(2_000)))
                    .voice(tone)
                    .speech((wanted, text, signature, durationMs, pace, woken) -> {
                        wake = woken;
                        return this;
                    })
                    .open();
        }

        @Override
        public int read(short[] into, int offset, int length) {
            if (!ready) {
                return NOT_READY;
            }
            int part = Math.min(length, silence.length - at);
            at += part;
            return part == 0 ? END : part;
        }

        @Override
        public int charactersReady() {
            return at / 1_000;
        }

        @Override
        public int charactersSpoken() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
