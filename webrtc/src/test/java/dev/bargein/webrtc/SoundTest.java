package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.rtc.RtcAudio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SoundTest {
    private static final double AMPLITUDE = 10_000;

    private final LibWebRtcEngine engine = new LibWebRtcEngine();
    private TestPeer caller;
    private TestPeer callee;

    @BeforeEach
    void connect() throws Exception {
        caller = new TestPeer(engine);
        callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void aToneArrivesWithItsLevelAndFrequency() throws Exception {
        try (AudioSender voice = new AudioSender(AudioSender.tone(1_000, AMPLITUDE), caller);
                AudioSender silence = new AudioSender(AudioSender.silence(), callee)) {
            callee.hear(100);
            short[] heard = callee.hear(200);
            assertThat(levelDb(heard)).isBetween(-0.5, 0.5);
            assertThat(hz(heard)).isBetween(998.0, 1_002.0);
        }
    }

    @Test
    void aFrameIs240SamplesAndAHundredComeInASecond() throws Exception {
        try (AudioSender silence = new AudioSender(AudioSender.silence(), caller, callee)) {
            callee.hear(50);
            List<Double> perSecond = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int before = callee.framesHeard();
                long start = System.nanoTime();
                callee.hear(100);
                perSecond.add((callee.framesHeard() - before) / ((System.nanoTime() - start) / 1e9));
            }
            // The best second: what a busy machine loses is not ours to prove. It is 98.8 without AudioReceiver's care.
            assertThat(Collections.max(perSecond)).as(perSecond.toString()).isGreaterThan(99.3);
            assertThat(perSecond).allMatch(rate -> rate < 102);
        }
    }

    @Test
    void whatIsSaidIsHeardWithin200Milliseconds() throws Exception {
        List<Double> delaysMs = new ArrayList<>();
        AtomicLong onsetNanos = new AtomicLong();
        AtomicBoolean speak = new AtomicBoolean();
        LongUnaryOperator tone = AudioSender.tone(1_000, AMPLITUDE);
        try (AudioSender voice = new AudioSender(
                        n -> {
                            if (n % RtcAudio.FRAME_SAMPLES == 0 && speak.get()) {
                                onsetNanos.compareAndSet(0, System.nanoTime());
                            }
                            return onsetNanos.get() != 0 ? tone.applyAsLong(n) : 0;
                        },
                        caller);
                AudioSender silence = new AudioSender(AudioSender.silence(), callee)) {
            callee.hear(100);
            for (int i = 0; i < 20; i++) {
                speak.set(true);
                while (loudest(callee.hear(1)) < AMPLITUDE / 2) {}
                delaysMs.add((System.nanoTime() - onsetNanos.get()) / 1e6);
                speak.set(false);
                onsetNanos.set(0);
                callee.hear(40);
            }
        }
        delaysMs.sort(null);
        // A quarter of the trials: on a busy machine the jitter buffer rightly waits longer.
        assertThat(delaysMs.get(5)).as(delaysMs.toString()).isBetween(10.0, 200.0);
    }

    @Test
    void silenceStaysSilent() throws Exception {
        try (AudioSender silence = new AudioSender(AudioSender.silence(), caller, callee)) {
            callee.hear(50);
            assertThat(levelDb(callee.hear(200)) + 20 * Math.log10(AMPLITUDE / Short.MAX_VALUE))
                    .as("dBFS")
                    .isLessThan(-70);
        }
    }

    @Test
    void nothingButZerosIsHeardBeforeAnythingIsSaid() throws Exception {
        assertThat(callee.hear(30)).containsOnly(0);
    }

    @Test
    void noOneHearsHimself() throws Exception {
        try (AudioSender voice = new AudioSender(AudioSender.tone(1_000, AMPLITUDE), caller);
                AudioSender silence = new AudioSender(AudioSender.silence(), callee)) {
            callee.hear(100);
            assertThat(loudest(caller.hear(200))).isLessThan(10);
        }
    }

    @Test
    void bothSpeakAtOnceAndHearEachOther() throws Exception {
        try (AudioSender one = new AudioSender(AudioSender.tone(700, AMPLITUDE), caller);
                AudioSender other = new AudioSender(AudioSender.tone(1_300, AMPLITUDE), callee)) {
            callee.hear(100);
            assertThat(hz(callee.hear(100))).isBetween(690.0, 710.0);
            assertThat(hz(caller.hear(100))).isBetween(1_290.0, 1_310.0);
        }
    }

    @Test
    void aFrameIsTakenFromItsOffset() throws Exception {
        short[] samples = new short[3 * RtcAudio.FRAME_SAMPLES];
        assertThatThrownBy(() -> caller.peer.sendAudio(samples, 2 * RtcAudio.FRAME_SAMPLES + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        Arrays.fill(samples, 0, RtcAudio.FRAME_SAMPLES, Short.MAX_VALUE);
        caller.peer.sendAudio(samples, RtcAudio.FRAME_SAMPLES);
        caller.peer.sendAudio(samples, 2 * RtcAudio.FRAME_SAMPLES);
        assertThat(loudest(callee.hear(50))).isLessThan(10);
    }

    private static int loudest(short[] pcm) {
        int peak = 0;
        for (short sample : pcm) {
            peak = Math.max(peak, Math.abs((int) sample));
        }
        return peak;
    }

    /** Level against a sine of the test's amplitude. */
    static double levelDb(short[] pcm) {
        double sum = 0;
        for (short sample : pcm) {
            sum += (double) sample * sample;
        }
        return 20 * Math.log10(Math.max(1e-6, Math.sqrt(2 * sum / pcm.length)) / AMPLITUDE);
    }

    /** Rising zero crossings per second. */
    static double hz(short[] pcm) {
        int crossings = 0;
        for (int i = 1; i < pcm.length; i++) {
            if (pcm[i - 1] < 0 && pcm[i] >= 0) {
                crossings++;
            }
        }
        return (double) crossings * RtcAudio.SAMPLE_RATE_HZ / pcm.length;
    }
}
