package dev.bargein.lab.ear;

/**
 * A named instant on the ear's clock.
 *
 * @param name what happened, such as {@code stop}
 * @param nanos when it happened, on the monotonic clock ({@link System#nanoTime()})
 * @param sample which sample of the recording was audible then, at 24 kHz; never later than what had been put out
 */
public record EarMark(String name, long nanos, long sample) {}
