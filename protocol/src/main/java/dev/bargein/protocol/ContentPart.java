package dev.bargein.protocol;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message (docs/protocol.md, section 1c).
 *
 * @param type {@code input_text}, {@code input_audio}, {@code input_image}, {@code output_text}, {@code output_audio} in items; {@code text}
 *     or {@code audio} in {@code response.content_part} events and in the beta dialect
 * @param text the text of a text part, else null
 * @param transcript the transcript of an audio part, else null
 * @param audio the audio of an audio part where the wire carries it, else null
 * @param imageUrl the image of an image part: a data URL, else null
 */
public record ContentPart(
        String type,
        @Nullable String text,
        @Nullable String transcript,
        @Nullable AudioBytes audio,
        @Nullable String imageUrl) {

    /** A part that is no image. */
    public ContentPart(String type, @Nullable String text, @Nullable String transcript, @Nullable AudioBytes audio) {
        this(type, text, transcript, audio, null);
    }

    /** A text of the user. */
    public static ContentPart inputText(String text) {
        return new ContentPart("input_text", text, null, null);
    }

    /**
     * An image that the user shows.
     *
     * @param mediaType {@code image/png} or {@code image/jpeg}
     * @param bytes the file; an event carries 4 bytes for each 3 of it
     * @throws IllegalArgumentException when the media type is none of an image
     */
    public static ContentPart inputImage(String mediaType, byte[] bytes) {
        if (!mediaType.matches("image/[A-Za-z0-9.+-]+")) {
            throw new IllegalArgumentException(
                    "'" + mediaType + "' is not the media type of an image, such as image/png");
        }
        String url = "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
        return new ContentPart("input_image", null, null, null, url);
    }

    /** Whether it is a part of sound that the assistant made. */
    public boolean isOutputAudio() {
        return type.equals("audio") || type.equals("output_audio");
    }
}
