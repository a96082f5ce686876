package dev.bargein.client.internal.transport;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.Redactor;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** An HTTP answer that was not the one hoped for, in words. */
final class HttpFailure {
    private static final CodecLimits LIMITS = CodecLimits.ofBytes(HttpCalls.MAX_BODY_BYTES);

    private HttpFailure() {}

    /**
     * Makes the failure.
     *
     * @param request such as {@code POST http://host/v1/realtime/calls}
     * @param body as far as it came
     * @param location where a redirect wants to go, or null
     * @param secrets what to take out of the server's words
     */
    static ConnectException of(
            ConnectStage stage, String request, int status, String body, @Nullable String location, Redactor secrets) {
        String said = serverMessage(body, secrets);
        StringBuilder text =
                new StringBuilder(request).append(" was refused with HTTP ").append(status);
        if (!said.isEmpty()) {
            text.append(": ").append(ForeignText.open(said));
        }
        boolean credentials = status == 401 || status == 403;
        return new ConnectException(
                // The transports look at a key at different requests, which is nothing that a user could act upon.
                credentials && stage != ConnectStage.CLIENT_SECRET ? ConnectStage.AUTHENTICATION : stage,
                text.append(". ").append(hint(status, location, secrets)).toString(),
                status,
                said);
    }

    /** What {@code {"error": {"message", "code"}}} says, and otherwise the beginning of the body. */
    static String serverMessage(String body, Redactor secrets) {
        try {
            JsonObject json = Json.parseObject(body, LIMITS);
            JsonObject error = json.object("error");
            String message = first(error.string("message"), json.string("error"), json.string("message"));
            String code = first(error.string("code"), json.string("code"));
            if (message.isEmpty()) {
                return ForeignText.clean(code, secrets);
            }
            return ForeignText.clean(code.isEmpty() ? message : message + " (" + code + ")", secrets);
        } catch (ProtocolException notJson) {
            return ForeignText.clean(body, secrets);
        }
    }

    /** Where a redirect goes; its query often holds the key that came with the request. */
    private static String withoutQuery(String location) {
        HttpUrl url = HttpUrl.parse(location);
        if (url != null) {
            return Endpoints.show(url);
        }
        int end = 0;
        while (end < location.length() && location.charAt(end) != '?' && location.charAt(end) != '#') {
            end++;
        }
        return location.substring(0, end);
    }

    private static String first(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isEmpty()) {
                return candidate;
            }
        }
        return "";
    }

    private static String hint(int status, @Nullable String location, Redactor secrets) {
        if (status >= 300 && status < 400) {
            return "Redirects are not followed, so that no key goes to another host"
                    + (location == null || location.isEmpty()
                            ? ""
                            : "; if you trust it, connect to " + ForeignText.clean(withoutQuery(location), secrets));
        }
        return switch (status) {
            case 400 -> "The service did not understand the request: check the model, the session and the dialect";
            case 401, 403 -> "Check the API key or client secret, and that it may use this model";
            case 404, 405 -> "Check the address: this server has no Realtime service there, or speaks another dialect";
            case 429 -> "The rate limit or the quota is used up: wait, or check the account";
            default ->
                status >= 500 ? "The service failed: try again in a moment" : "Check the address and the credentials";
        };
    }
}
