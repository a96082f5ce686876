package dev.bargein.lab.ear;

/**
 * What the ear heard of an interruption.
 *
 * @param stopToSilenceMs end of the last audible frame of the interrupted response minus t0, in milliseconds; 0 if none
 * @param leakMs total audible milliseconds of the interrupted response after t0; what re-appears later counts too. At an
 *     edge to silence only the audible part of the 10 ms frame counts
 * @param unsureMs the part of the leak that could not be read and was counted to be safe, in milliseconds of whole frames
 * @param heardMs how far the ear heard the interrupted response, leak included, in milliseconds of that response
 */
public record EarInterruption(double stopToSilenceMs, double leakMs, double unsureMs, double heardMs) {}
