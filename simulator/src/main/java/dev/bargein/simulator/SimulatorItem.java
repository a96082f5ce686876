package dev.bargein.simulator;

import java.util.List;

/**
 * An item of the conversation as the service ended up with it.
 *
 * @param id the id
 * @param kind what it is
 * @param state what has become of it
 * @param amounts how much sound it has, and had
 * @param origin the response that made it
 * @param audio the sound it holds, as far as it was not forgotten to make room
 */
public record SimulatorItem(String id, Kind kind, State state, Amounts amounts, Origin origin, Sound audio) {

    /**
     * What an item is.
     *
     * @param type {@code message}, {@code function_call}, {@code function_call_output}, …
     * @param role {@code user}, {@code assistant} or {@code system}; empty for what is no message
     * @param name the function of a call; empty for what is no call
     */
    public record Kind(String type, String role, String name) {}

    /**
     * What has become of an item.
     *
     * @param status {@code in_progress}, {@code completed} or {@code incomplete}
     * @param text what an assistant item says, the arguments of a call, or the text of a given one; empty after a
     *     truncation
     * @param deleted whether the client deleted it
     */
    public record State(String status, String text, boolean deleted) {}

    /**
     * How much sound an item has, and had.
     *
     * @param audioMs audio the item holds now, in milliseconds: after a truncation, what is left
     * @param generatedMs audio generated for the item, in milliseconds
     * @param sentMs audio of the item sent to the client, in milliseconds
     */
    public record Amounts(long audioMs, long generatedMs, long sentMs) {}

    /**
     * The response that made an item.
     *
     * @param responseId the response that made it; empty when none did
     * @param signature that of the response; -1 when the service did not speak the item
     */
    public record Origin(String responseId, int signature) {}

    /** {@code message}, {@code function_call}, {@code function_call_output}, … */
    public String type() {
        return kind.type();
    }

    /** {@code user}, {@code assistant} or {@code system}; empty for what is no message. */
    public String role() {
        return kind.role();
    }

    /** The function of a call; empty for what is no call. */
    public String name() {
        return kind.name();
    }

    /** {@code in_progress}, {@code completed} or {@code incomplete}. */
    public String status() {
        return state.status();
    }

    /** What it says; empty after a truncation. */
    public String text() {
        return state.text();
    }

    /** Whether the client deleted it. */
    public boolean deleted() {
        return state.deleted();
    }

    /** Audio that it holds now, in milliseconds. */
    public long audioMs() {
        return amounts.audioMs();
    }

    /** Audio that was generated for it, in milliseconds. */
    public long generatedMs() {
        return amounts.generatedMs();
    }

    /** Audio of it that was sent to the client, in milliseconds. */
    public long sentMs() {
        return amounts.sentMs();
    }

    /** The response that made it; empty when none did. */
    public String responseId() {
        return origin.responseId();
    }

    /** The signature of its response; -1 when the service did not speak it. */
    public int signature() {
        return origin.signature();
    }

    /** The samples of {@link #audio()}: 16-bit mono at 24 kHz, a fresh copy. */
    public short[] pcm() {
        return audio.toPcm();
    }

    /**
     * Sound at rest.
     *
     * <p>Immutable.
     */
    public static final class Sound {
        private final List<short[]> chunks;

        private Sound(List<short[]> chunks) {
            this.chunks = chunks;
        }

        /** Sound of these chunks, which must never change again. */
        public static Sound ofChunks(List<short[]> chunks) {
            return new Sound(List.copyOf(chunks));
        }

        /** How many samples it has, at 24 kHz. */
        public int samples() {
            return chunks.stream().mapToInt(chunk -> chunk.length).sum();
        }

        /** A fresh copy of the samples: 16-bit mono at 24 kHz. */
        public short[] toPcm() {
            short[] out = new short[samples()];
            int at = 0;
            for (short[] chunk : chunks) {
                System.arraycopy(chunk, 0, out, at, chunk.length);
                at += chunk.length;
            }
            return out;
        }

        @Override
        public String toString() {
            return "Sound[" + samples() + " samples]";
        }
    }
}
