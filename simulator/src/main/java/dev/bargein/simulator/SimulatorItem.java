package dev.bargein.simulator;

import java.util.List;

/**
 * An item of the conversation as the service ended up with it.
 *
 * @param id the id
 * @param type {@code message}, {@code function_call}, {@code function_call_output}, …
 * @param role {@code user}, {@code assistant} or {@code system}; empty for what is no message
 * @param name the function of a call; empty for what is no call
 * @param status {@code in_progress}, {@code completed} or {@code incomplete}
 * @param text what an assistant item says, the arguments of a call, or the text of a given one; empty after a truncation
 * @param audioMs audio the item holds now, in milliseconds: after a truncation, what is left
 * @param generatedMs audio generated for the item, in milliseconds
 * @param sentMs audio of the item sent to the client, in milliseconds
 * @param signature that of its response; -1 when the service did not speak it
 * @param responseId the response that made it; empty when none did
 * @param deleted whether the client deleted it
 * @param audio the sound it holds, as far as it was not forgotten to make room
 */
public record SimulatorItem(
        String id,
        String type,
        String role,
        String name,
        String status,
        String text,
        long audioMs,
        long generatedMs,
        long sentMs,
        int signature,
        String responseId,
        boolean deleted,
        Sound audio) {

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
