package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.Response;
import dev.bargein.simulator.script.Answer;
import org.jspecify.annotations.Nullable;

/** How responses end, and how the wire says it (docs/protocol.md, section 1c). */
public final class ResponseEndings {
    public static final Answer.Ending CANCELLED = new Answer.Ending("cancelled", "client_cancelled", "", "", "");
    public static final Answer.Ending TURN_DETECTED = new Answer.Ending("cancelled", "turn_detected", "", "", "");
    public static final Answer.Ending EXHAUSTED = Answer.Ending.incomplete("max_output_tokens");
    public static final Answer.Ending BROKEN = Answer.Ending.failed("server_error", "");

    private ResponseEndings() {}

    /** The details of {@code response.done}; null for one that said all it had to say. */
    public static Response.@Nullable StatusDetails details(Answer.Ending how) {
        if (how.isComplete()) {
            return null;
        }
        return how.status().equals(BROKEN.status())
                ? new Response.StatusDetails(
                        how.status(),
                        null,
                        orNull(how.errorType()),
                        orNull(how.errorCode()),
                        orNull(how.errorMessage()))
                : new Response.StatusDetails(how.status(), how.reason(), null, null, null);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
