package dev.bargein.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item of the conversation (docs/protocol.md, section 1c).
 *
 * <p>Every item is one of the kinds that the methods here make, or came from the other side; there is little cause to name
 * all ten members.
 *
 * @param id the id; empty when the server is to choose it
 * @param type {@code message}, {@code function_call}, {@code function_call_output} or another
 * @param status {@code in_progress}, {@code completed}, {@code incomplete}; null when absent
 * @param role {@code user}, {@code assistant}, {@code system}; null for what is not a message
 * @param content the parts of a message
 * @param callId the call of a function call or its output, else null
 * @param name the function, else null
 * @param arguments the arguments of a function call, JSON in a string, else null
 * @param output the output of a function call, else null
 * @param phase what a message of a model that reasons is to the user: {@link #COMMENTARY}, {@link #FINAL_ANSWER} or what
 *     a later model may say; null when absent
 */
public record Item(
        String id,
        String type,
        @Nullable String status,
        @Nullable String role,
        List<ContentPart> content,
        @Nullable String callId,
        @Nullable String name,
        @Nullable String arguments,
        @Nullable String output,
        @Nullable String phase) {

    /** The phase of a message that says what the model is about to do, before it does it. */
    public static final String COMMENTARY = "commentary";

    /** The phase of a message that is the answer. */
    public static final String FINAL_ANSWER = "final_answer";

    /** Copies the content. */
    public Item {
        content = List.copyOf(content);
    }

    /** An item of no phase. */
    public Item(
            String id,
            String type,
            @Nullable String status,
            @Nullable String role,
            List<ContentPart> content,
            @Nullable String callId,
            @Nullable String name,
            @Nullable String arguments,
            @Nullable String output) {
        this(id, type, status, role, content, callId, name, arguments, output, null);
    }

    /** A copy with another id. */
    public Item withId(String other) {
        return new Item(other, type, status, role, content, callId, name, arguments, output, phase);
    }

    /** A message. */
    public static Item message(String id, String role, @Nullable String status, List<ContentPart> content) {
        return new Item(id, "message", status, role, content, null, null, null, null);
    }

    /** A user message of one text. */
    public static Item userText(String id, String text) {
        return message(id, "user", null, List.of(ContentPart.inputText(text)));
    }

    /** A user message of one image, as {@link ContentPart#inputImage} takes it. */
    public static Item userImage(String id, String mediaType, byte[] bytes) {
        return message(id, "user", null, List.of(ContentPart.inputImage(mediaType, bytes)));
    }

    /** The output of a function call. */
    public static Item functionCallOutput(String id, String callId, String output) {
        return new Item(id, "function_call_output", null, null, List.of(), callId, null, null, output);
    }
}
