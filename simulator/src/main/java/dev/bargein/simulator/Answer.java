package dev.bargein.simulator;

import java.util.List;

/**
 * How the simulator answers one turn. {@link Script} checks the ranges.
 *
 * <p>Thread law: immutable.
 *
 * @param parts what to say, one conversation item each; at least one
 * @param speed generation speed as a multiple of real time; 0 takes the simulator's
 * @param firstAudioDelayMs from {@code response.create} to the first audio, in milliseconds
 * @param chunkMs length of one audio delta, in milliseconds
 * @param lateMs fault: for so long after a cancel the service goes on generating before it obeys, in milliseconds
 */
public record Answer(List<Part> parts, double speed, int firstAudioDelayMs, int chunkMs, int lateMs) {
    /** From the request to the first audio when a script says nothing else, in milliseconds. */
    public static final int DEFAULT_FIRST_AUDIO_DELAY_MS = 200;

    /** Length of an audio delta as seen on the real wire, in milliseconds (protocol reference, section 5). */
    public static final int DEFAULT_CHUNK_MS = 250;

    private static final int MAX_PARTS = 16;
    private static final int MAX_TEXT_CHARACTERS = 100_000;
    private static final int MAX_DURATION_MS = 3_600_000;
    private static final int MAX_DELAY_MS = 600_000;
    private static final int MIN_CHUNK_MS = 10;
    private static final int MAX_CHUNK_MS = 5_000;
    private static final double MIN_SPEED = 0.1;
    private static final double MAX_SPEED = 1_000;

    /**
     * Copies the parts.
     *
     * @throws ScriptException when a value is outside its range
     */
    public Answer {
        parts = List.copyOf(parts);
        check(!parts.isEmpty() && parts.size() <= MAX_PARTS, "an answer needs 1 to " + MAX_PARTS + " items");
        for (Part part : parts) {
            check(!part.text().isBlank(), "an answer's text must not be empty: give text, or durationMs alone");
            check(
                    part.text().length() <= MAX_TEXT_CHARACTERS,
                    "an answer's text may have at most " + MAX_TEXT_CHARACTERS + " characters");
            range("durationMs", part.durationMs(), 0, MAX_DURATION_MS);
        }
        check(
                speed == 0 || (speed >= MIN_SPEED && speed <= MAX_SPEED),
                "speed must be 0.1 to 1000 times real time, or left out");
        range("firstAudioDelayMs", firstAudioDelayMs, 0, MAX_DELAY_MS);
        range("chunkMs", chunkMs, MIN_CHUNK_MS, MAX_CHUNK_MS);
        range("lateMs", lateMs, 0, MAX_DELAY_MS);
    }

    /** An answer of one item; the voice decides how long it lasts. */
    public static Answer ofText(String text) {
        return of(List.of(new Part(text, 0)));
    }

    /** An answer of one item that tells the default story for so many milliseconds. */
    public static Answer ofDurationMs(int durationMs) {
        return of(List.of(Part.ofDurationMs(durationMs)));
    }

    /** An answer of several items. */
    public static Answer of(List<Part> parts) {
        return new Answer(parts, 0, DEFAULT_FIRST_AUDIO_DELAY_MS, DEFAULT_CHUNK_MS, 0);
    }

    /** A copy that is generated at another multiple of real time. */
    public Answer withSpeed(double timesRealTime) {
        return new Answer(parts, timesRealTime, firstAudioDelayMs, chunkMs, lateMs);
    }

    /** A copy with another delay before the first audio, in milliseconds. */
    public Answer withFirstAudioDelayMs(int delayMs) {
        return new Answer(parts, speed, delayMs, chunkMs, lateMs);
    }

    /** A copy with other deltas, in milliseconds. */
    public Answer withChunkMs(int lengthMs) {
        return new Answer(parts, speed, firstAudioDelayMs, lengthMs, lateMs);
    }

    /** A copy that obeys a cancel so many milliseconds too late. */
    public Answer withLateMs(int delayMs) {
        return new Answer(parts, speed, firstAudioDelayMs, chunkMs, delayMs);
    }

    private static void range(String name, int value, int low, int high) {
        check(value >= low && value <= high, name + " must be " + low + " to " + high + ", not " + value);
    }

    private static void check(boolean good, String message) {
        if (!good) {
            throw new ScriptException(message);
        }
    }

    /**
     * One item of an answer.
     *
     * @param text what to say
     * @param durationMs how long it should last, in milliseconds; 0 leaves it to the voice
     */
    public record Part(String text, int durationMs) {

        /** The default story, cut or repeated to fit. */
        public static Part ofDurationMs(int durationMs) {
            return new Part(Script.storyFor(durationMs), durationMs);
        }
    }
}
