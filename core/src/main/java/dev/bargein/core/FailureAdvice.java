package dev.bargein.core;

import dev.bargein.protocol.Response;
import org.jspecify.annotations.Nullable;

/** What to do about a response that failed (docs/protocol.md, section 4d). */
final class FailureAdvice {
    private FailureAdvice() {}

    /** A sentence or two for people. */
    static String of(String status, Response.StatusDetails details) {
        String code = text(details.errorCode()) + text(details.errorType());
        String reason = text(details.reason());
        if (code.contains("quota") || code.contains("billing")) {
            return "The account has no credit left: add credit, or use the key of another account.";
        } else if (code.contains("rate_limit")) {
            return "Too much was asked of the service at once: wait a moment, then ask again.";
        } else if (reason.equals("max_output_tokens")) {
            return "The answer was cut at its greatest length: allow more with max_output_tokens.";
        } else if (reason.equals("content_filter")) {
            return "The service's filter of content cut the answer: ask differently.";
        } else if (status.equals("incomplete")) {
            return "The answer is not whole: ask the model to go on.";
        }
        return "The service failed: ask again; if it keeps failing, report it with the id of the response.";
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
