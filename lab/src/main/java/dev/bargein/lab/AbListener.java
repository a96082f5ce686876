package dev.bargein.lab;

import dev.bargein.lab.handsfree.HandsFreeTrial;

/**
 * Watches a run.
 *
 * <p>Thread safety: called on threads of the run, one call at a time; a slow listener delays trials.
 */
public interface AbListener {
    /** A listener that does not care. */
    AbListener NONE = new AbListener() {};

    /**
     * A trial is done or has failed.
     *
     * @param result what came out of it
     * @param done how many are done or have failed, with this one
     * @param total how many there are
     */
    default void onTrial(TrialResult result, int done, int total) {}

    /**
     * A conversation at an open microphone is done or has failed; those come after the trials.
     *
     * @param conversation what came out of it
     * @param done how many are done or have failed, with this one
     * @param total how many there are
     */
    default void onConversation(HandsFreeTrial conversation, int done, int total) {}
}
