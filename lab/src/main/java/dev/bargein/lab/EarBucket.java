package dev.bargein.lab;

/**
 * The lowest and the highest sample of a stretch of a recording, for drawing it. Thread law: immutable.
 *
 * @param min the lowest 16-bit sample
 * @param max the highest 16-bit sample
 */
public record EarBucket(short min, short max) {}
