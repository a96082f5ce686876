package dev.bargein.simulator.speech;

/**
 * Tells speech from everything else in one stream of sound; what server VAD and semantic VAD listen with.
 *
 * <p>Not thread-safe: used only by one session.
 */
public interface VoiceActivity extends AutoCloseable {
    /** Samples of one frame: 32 ms of 16-bit mono PCM at 24 kHz. */
    int FRAME_SAMPLES = 768;

    /**
     * How likely it is that somebody speaks in this frame, 0 to 1. Frames follow each other without gaps; what came
     * before is remembered.
     *
     * @param frame {@link #FRAME_SAMPLES} samples
     */
    float probability(short[] frame);

    /** Frees what it holds; closing twice is closing once. */
    @Override
    void close();
}
