package dev.bargein.protocol;

import dev.bargein.protocol.internal.ResponseShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one response is to differ from what the session is set to (docs/protocol.md, section 3).
 *
 * @param instructions what the model is told in place of the session's instructions, or null
 * @param textOnly whether it answers in text without sound; null for the session's own way
 * @param outOfBand whether it stays outside the conversation: it is not remembered, and it may be made while another
 *     response is; its sound, if it has any, is played as any other
 * @param input what it sees in place of the conversation; null for the conversation, empty for nothing at all
 * @param maxOutputTokens what it may take at most, or null
 * @param metadata what comes back with the response, so that it is known again; empty for nothing
 * @param extra members of {@code response} in the shape of the dialect, laid over all others
 */
public record ResponseOptions(
        @Nullable String instructions,
        @Nullable Boolean textOnly,
        boolean outOfBand,
        @Nullable List<Item> input,
        @Nullable Integer maxOutputTokens,
        JsonObject metadata,
        JsonObject extra) {

    /** A response as the session is set to. */
    public static final ResponseOptions DEFAULT =
            new ResponseOptions(null, null, false, null, null, JsonObject.EMPTY, JsonObject.EMPTY);

    /** Copies the input. */
    public ResponseOptions {
        input = input == null ? null : List.copyOf(input);
        if (maxOutputTokens != null && maxOutputTokens < 1) {
            throw new IllegalArgumentException("A response takes 1 token at least, not " + maxOutputTokens);
        }
    }

    /** A copy with instructions of its own. */
    public ResponseOptions withInstructions(String text) {
        return new ResponseOptions(text, textOnly, outOfBand, input, maxOutputTokens, metadata, extra);
    }

    /** A copy that answers in text without sound, or with sound. */
    public ResponseOptions withTextOnly(boolean text) {
        return new ResponseOptions(instructions, text, outOfBand, input, maxOutputTokens, metadata, extra);
    }

    /** A copy outside the conversation. */
    public ResponseOptions withOutOfBand() {
        return new ResponseOptions(instructions, textOnly, true, input, maxOutputTokens, metadata, extra);
    }

    /** A copy that sees these items in place of the conversation. */
    public ResponseOptions withInput(List<Item> items) {
        return new ResponseOptions(instructions, textOnly, outOfBand, items, maxOutputTokens, metadata, extra);
    }

    /** A copy that takes so many tokens at most. */
    public ResponseOptions withMaxOutputTokens(int tokens) {
        return new ResponseOptions(instructions, textOnly, outOfBand, input, tokens, metadata, extra);
    }

    /** A copy that is known by this metadata. */
    public ResponseOptions withMetadata(JsonObject values) {
        return new ResponseOptions(instructions, textOnly, outOfBand, input, maxOutputTokens, values, extra);
    }

    /** A copy with further members, in the shape of the dialect. */
    public ResponseOptions withExtra(JsonObject members) {
        return new ResponseOptions(instructions, textOnly, outOfBand, input, maxOutputTokens, metadata, members);
    }

    /** The member {@code response} of {@code response.create}. */
    public JsonObject toJson(Dialect dialect) {
        return ResponseShape.toJson(this, dialect);
    }
}
