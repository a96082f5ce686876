package dev.bargein.lab.ear;

/**
 * A stretch of audible sound that belongs to one response.
 *
 * @param startSample its first sample in the recording, at 24 kHz
 * @param endSample the sample after its last
 * @param signature the signature of the response, or -1 if the sound belongs to none
 */
public record EarSpan(long startSample, long endSample, int signature) {}
