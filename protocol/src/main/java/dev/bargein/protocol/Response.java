package dev.bargein.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as the server describes it (docs/protocol.md, section 1c).
 *
 * @param id the id
 * @param status {@code in_progress}, {@code completed}, {@code cancelled}, {@code failed}, {@code incomplete}
 * @param statusDetails why it ended so; null when absent
 * @param output the items
 * @param conversationId null when it is out of band
 * @param metadata what the client attached; null when absent
 * @param usage token counts; null when absent
 * @param settings how it is made, such as {@code output_modalities} and {@code audio}, in the shape of the dialect. For
 *     servers, which write it; of what comes from a server it stays in the {@link Message}, and this is empty
 */
public record Response(
        String id,
        String status,
        @Nullable StatusDetails statusDetails,
        List<Item> output,
        @Nullable String conversationId,
        @Nullable JsonObject metadata,
        @Nullable JsonObject usage,
        JsonObject settings) {

    /** Copies the output. */
    public Response {
        output = List.copyOf(output);
    }

    /** A response without a word on how it is made. */
    public Response(
            String id,
            String status,
            @Nullable StatusDetails statusDetails,
            List<Item> output,
            @Nullable String conversationId,
            @Nullable JsonObject metadata,
            @Nullable JsonObject usage) {
        this(id, status, statusDetails, output, conversationId, metadata, usage, JsonObject.EMPTY);
    }

    /** A response in progress, without output. */
    public static Response inProgress(String id) {
        return new Response(id, "in_progress", null, List.of(), null, null, null);
    }

    /**
     * Why a response ended.
     *
     * @param type repeats the status; null when absent
     * @param reason {@code turn_detected}, {@code client_cancelled}, {@code max_output_tokens}, {@code content_filter};
     *     null when absent
     * @param errorType the type of the error of a failed response, else null
     * @param errorCode the code of the error of a failed response, else null
     * @param errorMessage what the service has to say about a failed response, else null; services leave out any of these
     */
    public record StatusDetails(
            @Nullable String type,
            @Nullable String reason,
            @Nullable String errorType,
            @Nullable String errorCode,
            @Nullable String errorMessage) {}
}
