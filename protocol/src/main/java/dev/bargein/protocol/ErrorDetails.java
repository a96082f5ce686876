package dev.bargein.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What an error event says (docs/protocol.md, section 4d).
 *
 * @param type such as {@code invalid_request_error}
 * @param code such as {@code response_cancel_not_active}; null when absent
 * @param message for people
 * @param param the field at fault; null when absent
 * @param eventId the client event that caused it, when it had an id; else null
 */
public record ErrorDetails(
        String type,
        @Nullable String code,
        String message,
        @Nullable String param,
        @Nullable String eventId) {}
