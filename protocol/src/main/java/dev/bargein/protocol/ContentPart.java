package dev.bargein.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A part of a message (docs/protocol.md, section 1c).
 *
 * @param type {@code input_text}, {@code input_audio}, {@code output_text}, {@code output_audio} in items; {@code text}
 *     or {@code audio} in {@code response.content_part} events and in the beta dialect
 * @param text the text of a text part, else null
 * @param transcript the transcript of an audio part, else null
 * @param audio the audio of an audio part where the wire carries it, else null
 */
public record ContentPart(
        String type,
        @Nullable String text,
        @Nullable String transcript,
        @Nullable AudioBytes audio) {

    /** A text of the user. */
    public static ContentPart inputText(String text) {
        return new ContentPart("input_text", text, null, null);
    }

    /** Whether it is a part of sound that the assistant made. */
    public boolean isOutputAudio() {
        return type.equals("audio") || type.equals("output_audio");
    }
}
