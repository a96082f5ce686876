package dev.bargein.lab.ear;

/**
 * What the ear heard of one response, in milliseconds of that response.
 *
 * @param heard whether anything of it was heard
 * @param clipMs what is missing from its start; its whole length if nothing was heard
 * @param missingMs what was skipped in the middle, with a jump
 * @param squeezedMs what a jitter buffer took out (positive) or put in (negative) bit by bit, without a jump
 * @param repeatedMs what was heard more than once
 * @param heardMs how far it was heard: the position at which the last new sound ended; 0 if nothing was heard
 */
public record EarResponse(
        boolean heard, double clipMs, double missingMs, double squeezedMs, double repeatedMs, double heardMs) {

    /**
     * By how much the service is wrong about what the user heard of an item.
     *
     * @param audioEndMs where the service believes that the item ended, in milliseconds
     * @return positive if the service believes in more than was heard
     */
    public double truncationErrorMs(double audioEndMs) {
        return audioEndMs - heardMs;
    }
}
