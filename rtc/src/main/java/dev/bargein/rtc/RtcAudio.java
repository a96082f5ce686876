package dev.bargein.rtc;

/** The one audio format at the boundary of an engine: signed 16-bit mono PCM, 24 kHz, frames of 10 ms. */
public final class RtcAudio {
    /** Samples per second, the rate of the Realtime protocol's {@code audio/pcm}. */
    public static final int SAMPLE_RATE_HZ = 24_000;

    /** Duration of one frame in milliseconds. */
    public static final int FRAME_MS = 10;

    /** Samples in one frame. */
    public static final int FRAME_SAMPLES = SAMPLE_RATE_HZ / 1_000 * FRAME_MS;

    private RtcAudio() {}
}
