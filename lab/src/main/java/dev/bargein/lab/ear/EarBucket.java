package dev.bargein.lab.ear;

/**
 * The lowest and the highest sample of a stretch of a recording, for drawing it.
 *
 * @param min the lowest 16-bit sample
 * @param max the highest 16-bit sample
 */
public record EarBucket(short min, short max) {}
