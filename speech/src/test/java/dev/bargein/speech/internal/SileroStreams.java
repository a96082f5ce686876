package dev.bargein.speech.internal;

/** Counts native objects for the leak check. */
public final class SileroStreams {
    private SileroStreams() {}

    /** Streams that nobody closed. */
    public static int open() {
        return SileroModel.openStreams();
    }
}
