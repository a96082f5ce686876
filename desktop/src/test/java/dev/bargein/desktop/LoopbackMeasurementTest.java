package dev.bargein.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.client.Microphone;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.client.VirtualSpeaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LoopbackMeasurementTest {
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);

    @Test
    void everyClickThatComesBackIsTimed() throws InterruptedException {
        List<Long> played = new CopyOnWriteArrayList<>();
        List<Long> heard = new CopyOnWriteArrayList<>();
        microphone.play(new short[24 * 50]);
        VirtualSpeaker speaker = new VirtualSpeaker(clock, (pcm, position, nanos) -> {
            if (isLoud(pcm)) {
                played.add(System.nanoTime());
            }
            microphone.play(pcm);
        });
        LoopbackMeasurement.Result result = LoopbackMeasurement.measure(speaker, new Witness(heard), 5);
        assertThat(result.missed()).isZero();
        assertThat(result.latenciesMs()).hasSize(5);
        List<Double> off = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // A frame is handed over once it is whole: its first sample is 10 ms old by then.
            double truth = (heard.get(i) - played.get(i)) / 1e6 - 10;
            off.add(result.latenciesMs().get(i) - truth);
        }
        off.sort(null);
        // About 50 ms, and what the ticks of a busy machine make of it: the truth is taken where the sound passes.
        assertThat(off.get(2)).as("%s %s", off, result).isBetween(-5.0, 5.0);
        assertThat(result.medianMs()).isPositive();
    }

    private static boolean isLoud(short[] pcm) {
        for (short sample : pcm) {
            if (Math.abs(sample) > 1_000) {
                return true;
            }
        }
        return false;
    }

    /** The microphone, and when it hears something. */
    private final class Witness implements Microphone {
        private final List<Long> heard;

        Witness(List<Long> heard) {
            this.heard = heard;
        }

        @Override
        public void start(FrameSink sink) {
            microphone.start(pcm -> {
                if (isLoud(pcm)) {
                    heard.add(System.nanoTime());
                }
                sink.frame(pcm);
            });
        }

        @Override
        public void live(boolean live) {
            microphone.live(live);
        }

        @Override
        public void close() {
            microphone.close();
        }
    }

    @Test
    void aMicrophoneThatHearsNothingMissesAll() throws InterruptedException {
        VirtualSpeaker speaker = new VirtualSpeaker(clock, (pcm, position, nanos) -> {});
        LoopbackMeasurement.Result result = LoopbackMeasurement.measure(speaker, microphone, 2);
        assertThat(result.missed()).isEqualTo(2);
        assertThat(result.medianMs()).isZero();
    }

    @Test
    void theMiddleOfAnEvenNumberIsBetweenTheTwo() {
        LoopbackMeasurement.Result result = new LoopbackMeasurement.Result(List.of(40.0, 10.0, 20.0, 30.0), 1);
        assertThat(result.medianMs()).isEqualTo(25);
        assertThat(result.minMs()).isEqualTo(10);
        assertThat(result.maxMs()).isEqualTo(40);
        assertThatThrownBy(() -> LoopbackMeasurement.measure(
                        new VirtualSpeaker(clock, (pcm, position, nanos) -> {}), microphone, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
