package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.EventIds;
import java.util.SplittableRandom;

/** Mints identifiers in the form of the real service from a seed. Not thread-safe. */
public final class Ids {
    private final SplittableRandom random;

    public Ids(SplittableRandom random) {
        this.random = random;
    }

    /** An id such as {@code item_DQ3xKa…}. */
    public String mint(String prefix, long epochSeconds) {
        return EventIds.mint(prefix, epochSeconds, random.nextLong(), random.nextLong());
    }

    /** The id of an event of the media server. */
    String mintMediaEvent() {
        return EventIds.mintMediaEvent(random.nextLong());
    }
}
