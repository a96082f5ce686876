package dev.bargein.lab.ear;

/**
 * What the service got of what the user said between press and release.
 *
 * @param heard whether anything arrived
 * @param headLossMs what is missing at the start, in milliseconds; everything if nothing arrived
 * @param tailLossMs what is missing at the end, in milliseconds; 0 if nothing arrived, as the head's loss says it all
 * @param missingMs what is missing in the middle, in milliseconds
 * @param repeatedMs what arrived more than once, in milliseconds
 */
public record EarTalk(boolean heard, double headLossMs, double tailLossMs, double missingMs, double repeatedMs) {}
