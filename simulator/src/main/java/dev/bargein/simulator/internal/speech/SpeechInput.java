package dev.bargein.simulator.internal.speech;

import dev.bargein.simulator.speech.VoiceActivity;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What hears the user in one session: its speech detector, and a recogniser for what was said. */
public interface SpeechInput {

    /** Begins to load a detector into the slot, and wakes the session when it is there. */
    void load(Slot slot);

    /**
     * Begins to write down what the user said so far, for those who want to know whether that was all; does nothing when
     * nobody can.
     *
     * @param pcm is not changed afterwards by anybody
     * @param words is told on the session's thread
     */
    default void understand(short[] pcm, Consumer<String> words) {}

    /**
     * Begins to write down a whole turn.
     *
     * @param pcm is not changed afterwards by anybody
     * @param words is told on the session's thread, and once: the words, nothing when they were not understood, or null when
     *     there is nobody who could
     */
    default void transcribe(short[] pcm, Consumer<@Nullable String> words) {
        words.accept(null);
    }

    /** A turn was not handed over, because of a limit that these words name. */
    default void refused(String limit) {}

    /** Waits for one detector, and closes it whenever it comes. Thread-safe. */
    final class Slot {
        private @Nullable VoiceActivity detector;
        private boolean closed;

        /** The detector is there. */
        public synchronized void fill(VoiceActivity loaded) {
            if (closed) {
                loaded.close();
            } else {
                detector = loaded;
            }
        }

        /** The detector; null until it is there. */
        public synchronized @Nullable VoiceActivity detector() {
            return detector;
        }

        public synchronized void close() {
            closed = true;
            VoiceActivity loaded = detector;
            detector = null;
            if (loaded != null) {
                loaded.close();
            }
        }
    }
}
