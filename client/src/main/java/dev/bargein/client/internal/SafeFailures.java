package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.protocol.Redactor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Failures without secrets, whatever the layers below put into the messages of their causes: a stack trace prints them all.
 *
 */
final class SafeFailures {
    /** Deeper chains end here. */
    private static final int MAX_CAUSES = 16;

    private SafeFailures() {}

    /** The failure itself when neither it nor what caused it names a secret, otherwise one that says the same without. */
    static ConnectException of(ConnectException failure, Redactor secrets) {
        if (isSafe(failure, secrets)) {
            return failure;
        }
        ConnectException safe = new ConnectException(
                failure.stage(),
                secrets.redact(String.valueOf(failure.getMessage())),
                failure.httpStatus(),
                secrets.redact(failure.serverMessage()),
                failure.retryable());
        Throwable cause = failure.getCause();
        if (cause != null) {
            safe.initCause(of(cause, secrets));
        }
        return finished(safe, failure, secrets, 0);
    }

    /** As {@link #of(ConnectException, Redactor)}, for any failure; a stand-in names its kind. */
    static Throwable of(Throwable failure, Redactor secrets) {
        return isSafe(failure, secrets) ? failure : standIn(failure, secrets, 0);
    }

    private static Throwable standIn(Throwable failure, Redactor secrets, int depth) {
        Throwable cause = failure.getCause();
        return finished(
                new StandIn(
                        secrets.redact(failure.toString()),
                        cause == null || depth >= MAX_CAUSES ? null : standIn(cause, secrets, depth + 1)),
                failure,
                secrets,
                depth);
    }

    private static <T extends Throwable> T finished(T safe, Throwable failure, Redactor secrets, int depth) {
        safe.setStackTrace(failure.getStackTrace());
        if (depth < MAX_CAUSES) {
            for (Throwable suppressed : failure.getSuppressed()) {
                safe.addSuppressed(standIn(suppressed, secrets, depth + 1));
            }
        }
        return safe;
    }

    private static boolean isSafe(Throwable failure, Redactor secrets) {
        return isSafe(failure, secrets, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean isSafe(Throwable failure, Redactor secrets, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return true;
        }
        String text = failure.toString();
        if (!secrets.redact(text).equals(text)
                || (failure instanceof ConnectException c
                        && !secrets.redact(c.serverMessage()).equals(c.serverMessage()))) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isSafe(suppressed, secrets, seen)) {
                return false;
            }
        }
        Throwable cause = failure.getCause();
        return cause == null || isSafe(cause, secrets, seen);
    }

    /** Takes the place of a failure that named a secret. */
    private static final class StandIn extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StandIn(String text, @Nullable Throwable cause) {
            super(text, cause);
        }

        /** The text of the failure in whose place it stands, which begins with its kind. */
        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
