package dev.bargein.junit;

import dev.bargein.junit.internal.LoggedMessage;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The events of one type in a session, narrowed down step by step. There is always at least one: every step waits for
 * it, at most as long as the {@link SessionAssert#patience} it came from.
 *
 * <p>Immutable.
 */
public final class EventAssert {
    private final SessionAssert client;
    private final boolean fromClient;
    private final String what;
    private final Predicate<LoggedMessage> wanted;

    EventAssert(SessionAssert client, boolean fromClient, String type) {
        this(
                client,
                fromClient,
                type,
                entry -> entry.fromClient() == fromClient && entry.type().equals(type));
    }

    private EventAssert(SessionAssert client, boolean fromClient, String what, Predicate<LoggedMessage> wanted) {
        this.client = client;
        this.fromClient = fromClient;
        this.what = what;
        this.wanted = wanted;
    }

    /**
     * Those with a text at a path.
     *
     * @param path such as {@code item_id}, {@code item.content.0.text}
     */
    public EventAssert with(String path, String value) {
        return narrow(path + " = " + value, path, found -> LoggedMessage.equal(found, value));
    }

    /** Those with a whole number at a path. */
    public EventAssert with(String path, long value) {
        return withBetween(path, value, value);
    }

    /** Those with a truth value at a path. */
    public EventAssert with(String path, boolean value) {
        return narrow(path + " = " + value, path, JsonValue.of(value)::equals);
    }

    /** Those with a whole number in a range at a path. */
    public EventAssert withBetween(String path, long lowest, long highest) {
        String range = lowest == highest ? " = " + lowest : " from " + lowest + " to " + highest;
        return narrow(
                path + range,
                path,
                value -> value instanceof JsonValue.JsonNumber number
                        && number.isWhole()
                        && number.longValue() >= lowest
                        && number.longValue() <= highest);
    }

    /** Asserts that there is exactly one so far. */
    public EventAssert once() {
        return times(1);
    }

    /** Waits until there are so many, and asserts that there are not more so far. */
    public EventAssert times(int count) {
        client.recorder().await(client.patience(), () -> matching().size() >= count ? Boolean.TRUE : null);
        int found = matching().size();
        if (found <= count) {
            client.requireComplete();
        }
        if (found != count) {
            throw client.failure("Expected " + who() + " " + what + " " + count + (count == 1 ? " time" : " times")
                    + client.since() + ", not " + found + " times.");
        }
        return this;
    }

    /** Waits until there are so many, or more. */
    public EventAssert atLeast(int count) {
        Boolean reached =
                client.recorder().await(client.patience(), () -> matching().size() >= count ? Boolean.TRUE : null);
        if (reached == null) {
            throw client.failure("Expected " + who() + " " + what + " at least " + count + " times" + client.since()
                    + ", not " + matching().size() + " times.");
        }
        return this;
    }

    /**
     * Begins to assert when the first of them happened; the moment to measure from is said next, as in {@code
     * within(Duration.ofMillis(100)).of(stop)}.
     */
    public Within within(Duration longest) {
        return new Within(longest);
    }

    /**
     * The first of them. Of sound, and of strings above 65,536 characters, it has only the beginning, the length and a
     * digest; {@link #with(String, String)} compares them whole.
     */
    public JsonObject json() {
        return first().json();
    }

    /** When the first of them arrived at the service, or left it. */
    public Moment at() {
        return new Moment(first().nanos());
    }

    /** Back to the session. */
    public SessionAssert and() {
        return client;
    }

    /** A longest delay, from what {@link #of} says. Immutable. */
    public final class Within {
        private final Duration longest;

        private Within(Duration longest) {
            this.longest = longest;
        }

        /** Asserts that the first event came no later than that after a moment, and not before it. */
        public EventAssert of(Moment moment) {
            LoggedMessage first = first();
            check(moment.msUntil(new Moment(first.nanos())), "the moment given");
            return EventAssert.this;
        }

        /** Asserts that the first event came no later than that after the last event of a type before it. */
        public EventAssert of(String type) {
            LoggedMessage first = first();
            LoggedMessage anchor = null;
            for (LoggedMessage entry : client.allEntries()) {
                if (entry.type().equals(type) && entry.nanos() - first.nanos() <= 0 && !entry.equals(first)) {
                    anchor = entry;
                }
            }
            if (anchor == null) {
                throw client.failure("Expected " + what + " within " + longest.toMillis() + " ms of " + type
                        + ", but none came before it.");
            }
            check(new Moment(anchor.nanos()).msUntil(new Moment(first.nanos())), type);
            return EventAssert.this;
        }

        private void check(double ms, String from) {
            if (ms < 0 || ms > longest.toMillis()) {
                throw client.failure(String.format(
                        java.util.Locale.ROOT,
                        "Expected %s within %d ms of %s; it came %.1f ms %s it.",
                        what,
                        longest.toMillis(),
                        from,
                        Math.abs(ms),
                        ms < 0 ? "before" : "after"));
            }
        }
    }

    EventAssert awaitOne() {
        Boolean found =
                client.recorder().await(client.patience(), () -> matching().isEmpty() ? null : Boolean.TRUE);
        if (found == null) {
            throw client.failure("Expected " + who() + " " + what + client.since() + "; within "
                    + client.patience().toMillis() + " ms it did not.");
        }
        return this;
    }

    private EventAssert narrow(String condition, String path, Predicate<JsonValue> good) {
        String narrower = what + (what.contains(" with ") ? " and " : " with ") + condition;
        return new EventAssert(client, fromClient, narrower, wanted.and(entry -> {
                    JsonValue value = entry.at(path);
                    return value != null && good.test(value);
                }))
                .awaitOne();
    }

    private LoggedMessage first() {
        return matching().get(0);
    }

    private List<LoggedMessage> matching() {
        return client.entries().stream().filter(wanted).toList();
    }

    private String who() {
        return fromClient ? "the client to send" : "the service to send";
    }
}
