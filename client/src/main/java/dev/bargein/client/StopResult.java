package dev.bargein.client;

import dev.bargein.core.Heard;
import java.util.List;

/**
 * What a Stop did.
 *
 * @param interrupted whether there was anything to stop
 * @param heard what was heard of each item that was cut
 */
public record StopResult(boolean interrupted, List<Heard> heard) {
    /** There was nothing to stop. */
    public static final StopResult NOTHING = new StopResult(false, List.of());

    /** Copies the list. */
    public StopResult {
        heard = List.copyOf(heard);
    }
}
