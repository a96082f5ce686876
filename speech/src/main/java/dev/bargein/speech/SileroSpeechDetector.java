package dev.bargein.speech;

import dev.bargein.core.SpeechDetector;
import dev.bargein.simulator.speech.VoiceActivity;

/**
 * Tells at an open microphone whether the user speaks, with Silero VAD: coughs, keys and doors are no speech to it, where
 * {@link SpeechDetector#energy()} hears only that they are loud. It knows a voice some 30 ms later than that, and its end
 * after 130 ms.
 *
 * <p>Needs what {@link SileroVoiceActivity} needs. Not thread-safe: each microphone has its own, to be closed when its
 * session is.
 */
public final class SileroSpeechDetector implements SpeechDetector, AutoCloseable {
    /** From here on it may be speech: the voice that is held for nothing goes on soon. */
    private static final float ONSET = 0.25f;

    /** As likely speech as not: below that it ends. */
    private static final float GOES_ON = 0.5f;

    /** So many frames of 32 ms without speech end it: what closes within a word is shorter. */
    private static final int END_FRAMES = 3;

    private final SileroVoiceActivity ears = new SileroVoiceActivity();
    private final short[] frame = new short[VoiceActivity.FRAME_SAMPLES];
    private int filled;
    private boolean speaking;
    private int without;

    /**
     * A detector that has heard nothing yet. The first one loads the model, in some tens of milliseconds.
     *
     * @throws SpeechException when ONNX Runtime cannot be loaded on this machine
     */
    public SileroSpeechDetector() {}

    @Override
    public boolean speaking(short[] pcm) {
        for (short sample : pcm) {
            frame[filled++] = sample;
            if (filled == frame.length) {
                filled = 0;
                judge(ears.probability(frame));
            }
        }
        return speaking;
    }

    private void judge(float probability) {
        without = probability >= (speaking ? GOES_ON : ONSET) ? 0 : without + 1;
        speaking = speaking ? without < END_FRAMES : without == 0;
    }

    /** Frees its memory; closing twice is closing once. */
    @Override
    public void close() {
        ears.close();
    }
}
