package dev.bargein.client.internal.transport;

import dev.bargein.protocol.Redactor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes text from elsewhere fit for an error message: one line, of bounded length, without secrets. */
public final class ForeignText {
    private static final int MAX_CHARS = 500;

    private ForeignText() {}

    /** What a failure says. */
    public static String of(@Nullable Throwable failure, Redactor secrets) {
        if (failure == null) {
            return "unknown failure";
        }
        String message = failure.getMessage();
        return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : clean(message, secrets);
    }

    /** Foreign text on one line and of bounded length, without secrets: servers like to repeat what they were given. */
    public static String clean(String foreign, Redactor secrets) {
        // Before it is cut, as what a cut leaves of a secret is not found any more.
        String text = secrets.redact(foreign);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < MAX_CHARS; i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 ? ' ' : c);
        }
        if (text.length() > MAX_CHARS) {
            out.append("...");
        }
        return out.toString().trim();
    }

    /** Foreign text to which a sentence can be added: without a full stop of its own. */
    public static String open(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** A number of seconds, such as "15 s" or "0.3 s". */
    static String seconds(long nanos) {
        long ms = TimeUnit.NANOSECONDS.toMillis(nanos);
        return ms % 1000 == 0 ? ms / 1000 + " s" : ms / 1000.0 + " s";
    }
}
