package dev.bargein.junit;

import java.time.Duration;

/**
 * The client's truncations in a session, at least one of them.
 *
 * <p>Immutable.
 */
public final class TruncateAssert {
    private final EventAssert events;

    TruncateAssert(EventAssert events) {
        this.events = events;
    }

    /** Those of an item. */
    public TruncateAssert item(String itemId) {
        return new TruncateAssert(events.with("item_id", itemId));
    }

    /** Those at a position of the item's audio, in milliseconds. */
    public TruncateAssert betweenMs(long lowest, long highest) {
        return new TruncateAssert(events.withBetween("audio_end_ms", lowest, highest));
    }

    /** Asserts that there is exactly one so far. */
    public TruncateAssert once() {
        return new TruncateAssert(events.once());
    }

    /** As {@link EventAssert#within}. */
    public EventAssert.Within within(Duration longest) {
        return events.within(longest);
    }

    /** Where the first of them cuts, in milliseconds. */
    public long ms() {
        return events.json().number("audio_end_ms", -1);
    }

    /** Back to the session. */
    public SessionAssert and() {
        return events.and();
    }
}
