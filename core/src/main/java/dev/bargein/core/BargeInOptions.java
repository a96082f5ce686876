package dev.bargein.core;

/**
 * When speech at the open microphone is an interruption. While that is being decided the voice is held, and where it turns
 * out to be none, as with a cough, the voice goes on at the very sample.
 *
 * @param minSpeechMs speech that lasts this long is an interruption; pauses of a quarter of a second belong to it
 * @param minWords where above 0, only speech of which the server transcribes as many words is; it has until the pause ends
 * @param maxPauseMs how long the voice may be held, at most {@value #LONGEST_PAUSE_MS}; then it goes on, or is
 *     interrupted if the user still speaks and no words are asked for
 * @param warmUpMs how long after the beginning of an answer speech does not hold it: the time in which an echo canceller
 *     learns, and in which what the microphone hears may be the answer itself
 */
public record BargeInOptions(int minSpeechMs, int minWords, int maxPauseMs, int warmUpMs) {
    /** What waits at most while the voice is held: a live stream cannot be stopped at the server. */
    public static final int LONGEST_PAUSE_MS = 2_000;

    /** 650 ms of speech, no words asked for, held for at most 700 ms, no warm-up: an "mm-hmm" of half a second is none. */
    public static final BargeInOptions DEFAULT = new BargeInOptions(650, 0, 700, 0);

    /** Checks the ranges. */
    public BargeInOptions {
        if (minSpeechMs < 0 || minWords < 0 || warmUpMs < 0) {
            throw new IllegalArgumentException("Thresholds of barge-in cannot be negative");
        }
        if (maxPauseMs < 1 || maxPauseMs > LONGEST_PAUSE_MS) {
            throw new IllegalArgumentException(
                    "The voice can be held for 1 to " + LONGEST_PAUSE_MS + " ms, not for " + maxPauseMs);
        }
    }

    /** A copy with another length of speech that is an interruption, in milliseconds. */
    public BargeInOptions withMinSpeechMs(int other) {
        return new BargeInOptions(other, minWords, maxPauseMs, warmUpMs);
    }

    /** A copy that asks for words. */
    public BargeInOptions withMinWords(int other) {
        return new BargeInOptions(minSpeechMs, other, maxPauseMs, warmUpMs);
    }

    /** A copy with another longest pause, in milliseconds. */
    public BargeInOptions withMaxPauseMs(int other) {
        return new BargeInOptions(minSpeechMs, minWords, other, warmUpMs);
    }

    /** A copy with another warm-up, in milliseconds. */
    public BargeInOptions withWarmUpMs(int other) {
        return new BargeInOptions(minSpeechMs, minWords, maxPauseMs, other);
    }
}
