package dev.bargein.speech;

import dev.bargein.rtc.Resampler;
import dev.bargein.rtc.RtcAudio;
import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.speech.internal.SphinxDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes down English with Sphinx4 and its American model: pure Java, no network. Of synthetic speech about one word in
 * ten is wrong, of people's about one in three: enough to tell what a test said, too little to sell.
 *
 * <p>Loading takes one to two seconds and some 300 MB of heap, which {@link #close()} gives back; an utterance takes about
 * a quarter of its duration on one core. It needs {@code de.sciss:sphinx4-core:1.0.0} and {@code
 * de.sciss:sphinx4-data:1.0.0}, 39 MB together, which do not come with this module by themselves.
 *
 * <p>Thread-safe; utterances are written down one after the other.
 */
public final class SphinxRecognizer implements SpeechRecognizer {
    /** The recogniser's name. */
    public static final String NAME = "sphinx";

    private static final int SPHINX_RATE_HZ = 16_000;

    /** Its endpointer wants to hear where speech begins and ends. */
    private static final int SILENCE_SAMPLES = SPHINX_RATE_HZ / 2;

    /** -50 dBFS: what is never louder holds no words. */
    private static final int QUIET_PEAK = 104;

    private @Nullable SphinxDecoder decoder;

    /**
     * Loads the recogniser.
     *
     * @throws SpeechException when Sphinx4 or its model is not on the class path
     */
    public SphinxRecognizer() {
        try {
            decoder = new SphinxDecoder();
        } catch (LinkageError | RuntimeException e) {
            throw new SpeechException(
                    "The recogniser " + NAME + " cannot be loaded: put de.sciss:sphinx4-core:1.0.0 and"
                            + " de.sciss:sphinx4-data:1.0.0 on the class path",
                    e);
        }
    }

    @Override
    public synchronized String recognize(short[] pcm) {
        SphinxDecoder open = decoder;
        if (open == null) {
            throw new IllegalStateException("The recogniser was closed: make a new one");
        }
        if (isQuiet(pcm)) {
            return "";
        }
        Resampler resampler = new Resampler(RtcAudio.SAMPLE_RATE_HZ, SPHINX_RATE_HZ);
        short[] narrow = new short[resampler.maxOutput(pcm.length)];
        int samples = resampler.process(pcm, 0, pcm.length, narrow, 0);
        byte[] bytes = new byte[2 * (samples + 2 * SILENCE_SAMPLES)];
        for (int i = 0; i < bytes.length / 2; i++) {
            int at = i - SILENCE_SAMPLES;
            // The front end takes logarithms: its silence is one bit of noise.
            int sample = (at >= 0 && at < samples ? narrow[at] : 0) + (i % 3) - 1;
            sample = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sample));
            bytes[2 * i] = (byte) sample;
            bytes[2 * i + 1] = (byte) (sample >> 8);
        }
        return open.recognize(bytes);
    }

    private static boolean isQuiet(short[] pcm) {
        for (short sample : pcm) {
            if (Math.abs(sample) > QUIET_PEAK) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void close() {
        SphinxDecoder open = decoder;
        decoder = null;
        if (open != null) {
            open.close();
        }
    }
}
