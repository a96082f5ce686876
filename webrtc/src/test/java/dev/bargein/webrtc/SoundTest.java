package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.rtc.RtcAudio;
import java.util.Arrays;
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
    void a_tone_arrives_with_its_level_and_frequency() throws Exception {
        try (Pump voice = new Pump(Pump.tone(1_000, AMPLITUDE), caller);
                Pump silence = new Pump(Pump.silence(), callee)) {
            callee.hear(100);
            short[] heard = callee.hear(200);
            assertThat(levelDb(heard)).isBetween(-0.5, 0.5);
            assertThat(hz(heard)).isBetween(998.0, 1_002.0);
        }
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

    static short[] part(short[] pcm, int fromMs, int toMs) {
        int perMs = RtcAudio.SAMPLE_RATE_HZ / 1_000;
        return Arrays.copyOfRange(pcm, fromMs * perMs, toMs * perMs);
    }
}
