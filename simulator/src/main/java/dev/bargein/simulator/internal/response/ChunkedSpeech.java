package dev.bargein.simulator.internal.response;

import dev.bargein.simulator.internal.speech.Speech;
import org.jspecify.annotations.Nullable;

/** The sound of the part that is being spoken, read in chunks. Not thread-safe: used only by its generation. */
final class ChunkedSpeech {
    private short[] chunk = new short[0];
    private int filled;
    private @Nullable Speech voice;

    /** How many samples a chunk has from now on. */
    void resize(int samples) {
        chunk = new short[samples];
    }

    int chunkSamples() {
        return chunk.length;
    }

    /** What speaks now; null when nothing does. */
    @Nullable
    Speech voice() {
        return voice;
    }

    void open(Speech speech) {
        voice = speech;
    }

    /** Frees the voice; what was read of it stays. */
    void close() {
        Speech open = voice;
        voice = null;
        if (open != null) {
            open.close();
        }
    }

    /**
     * Reads on until the chunk has so many samples, or the voice has no more.
     *
     * @return what the voice said last; positive when it may have more
     */
    int fill(Speech from, int most) {
        int read = 0;
        while (filled < most) {
            read = from.read(chunk, filled, most - filled);
            if (read <= 0) {
                break;
            }
            filled += read;
        }
        return read;
    }

    /** The samples of the chunk, of which {@link #filled} count; not a copy. */
    short[] samples() {
        return chunk;
    }

    int filled() {
        return filled;
    }

    /** The chunk was put out. */
    void clear() {
        filled = 0;
    }
}
