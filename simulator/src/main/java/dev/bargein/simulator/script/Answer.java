package dev.bargein.simulator.script;

import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorItem;
import java.util.List;

/**
 * How the simulator answers one turn. {@link Script} and {@link Brain} make answers; the ranges are checked here.
 *
 * @param parts what to say and which functions to call, in order; what is spoken or called is one conversation item each
 * @param speed generation speed as a multiple of real time; 0 takes the simulator's
 * @param firstAudioDelayMs from {@code response.create} to the first audio, in milliseconds
 * @param chunkMs length of one audio delta, in milliseconds
 * @param lateMs fault: for so long after a cancel the service goes on generating before it obeys, in milliseconds
 * @param ending how the response ends when nobody interrupts it
 * @param faults what is wrong with the service from this answer on, until the next one begins
 */
public record Answer(
        List<Part> parts, double speed, int firstAudioDelayMs, int chunkMs, int lateMs, Ending ending, Faults faults) {
    /** From the request to the first audio when a script says nothing else, in milliseconds. */
    public static final int DEFAULT_FIRST_AUDIO_DELAY_MS = 200;

    /** Length of an audio delta as seen on the real wire, in milliseconds (docs/protocol.md, section 5). */
    public static final int DEFAULT_CHUNK_MS = 250;

    /** The longest text of one part, and the longest arguments of one call, in characters. */
    public static final int MAX_TEXT_CHARACTERS = 100_000;

    private static final int MAX_PARTS = 16;
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
        check(
                parts.size() <= MAX_PARTS && (!parts.isEmpty() || !ending.isComplete()),
                "an answer needs 1 to " + MAX_PARTS + " items");
        parts.forEach(Answer::check);
        check(
                speed == 0 || (speed >= MIN_SPEED && speed <= MAX_SPEED),
                "speed must be 0.1 to 1000 times real time, or left out");
        range("firstAudioDelayMs", firstAudioDelayMs, 0, MAX_DELAY_MS);
        range("chunkMs", chunkMs, MIN_CHUNK_MS, MAX_CHUNK_MS);
        range("lateMs", lateMs, 0, MAX_DELAY_MS);
    }

    /** An answer of one spoken item; the voice decides how long it lasts. */
    public static Answer ofText(String text) {
        return of(Part.ofText(text));
    }

    /** An answer of one spoken item that tells the default story for so many milliseconds. */
    public static Answer ofDurationMs(int durationMs) {
        return of(Part.ofDurationMs(durationMs));
    }

    /** An answer of several parts. */
    public static Answer of(Part... parts) {
        return of(List.of(parts));
    }

    /** An answer of several parts. */
    public static Answer of(List<Part> parts) {
        return new Answer(parts, 0, DEFAULT_FIRST_AUDIO_DELAY_MS, DEFAULT_CHUNK_MS, 0, Ending.COMPLETED, Faults.NONE);
    }

    /** An answer that says nothing and fails. */
    public static Answer failed(String errorType, String errorCode) {
        return new Answer(
                List.of(),
                0,
                DEFAULT_FIRST_AUDIO_DELAY_MS,
                DEFAULT_CHUNK_MS,
                0,
                Ending.failed(errorType, errorCode),
                Faults.NONE);
    }

    /** A copy that is generated at another multiple of real time. */
    public Answer withSpeed(double timesRealTime) {
        return new Answer(parts, timesRealTime, firstAudioDelayMs, chunkMs, lateMs, ending, faults);
    }

    /** A copy with another delay before the first audio, in milliseconds. */
    public Answer withFirstAudioDelayMs(int delayMs) {
        return new Answer(parts, speed, delayMs, chunkMs, lateMs, ending, faults);
    }

    /** A copy with other deltas, in milliseconds. */
    public Answer withChunkMs(int lengthMs) {
        return new Answer(parts, speed, firstAudioDelayMs, lengthMs, lateMs, ending, faults);
    }

    /** A copy that obeys a cancel so many milliseconds too late. */
    public Answer withLateMs(int delayMs) {
        return new Answer(parts, speed, firstAudioDelayMs, chunkMs, delayMs, ending, faults);
    }

    /** A copy that ends otherwise. */
    public Answer withEnding(Ending how) {
        return new Answer(parts, speed, firstAudioDelayMs, chunkMs, lateMs, how, faults);
    }

    /** A copy with other faults; those about HTTP requests have no effect here. */
    public Answer withFaults(Faults wrong) {
        return new Answer(parts, speed, firstAudioDelayMs, chunkMs, lateMs, ending, wrong);
    }

    private static void check(Part part) {
        if (part instanceof Speech speech) {
            check(!speech.text().isBlank(), "an answer's text must not be empty: give text, or durationMs alone");
            checkLength("an answer's text", speech.text());
            range("durationMs", speech.durationMs(), 0, MAX_DURATION_MS);
        } else if (part instanceof Recording recording) {
            checkLength("an answer's text", recording.text());
        } else if (part instanceof Call call) {
            checkFunction(call.name());
            checkLength("the arguments of a call", call.arguments());
        } else if (part instanceof Pause pause) {
            range("pauseMs", pause.lengthMs(), 0, MAX_DELAY_MS);
        }
    }

    /**
     * Checks the name of a function.
     *
     * @throws ScriptException when it cannot be one
     */
    public static void checkFunction(String name) {
        check(
                name.matches("[a-zA-Z0-9_-]{1,64}"),
                "a function's name is 1 to 64 letters, digits, _ or -, not '" + name + "'");
    }

    private static void checkLength(String what, String text) {
        check(text.length() <= MAX_TEXT_CHARACTERS, what + " may have at most " + MAX_TEXT_CHARACTERS + " characters");
    }

    private static void range(String name, int value, int low, int high) {
        check(value >= low && value <= high, name + " must be " + low + " to " + high + ", not " + value);
    }

    private static void check(boolean good, String message) {
        if (!good) {
            throw new ScriptException(message);
        }
    }

    /** One thing that an answer does. */
    public sealed interface Part permits Speech, Recording, Call, Pause {

        /** Something to be said; the voice decides how long it lasts. */
        static Part ofText(String text) {
            return new Speech(text, 0);
        }

        /** The default story, cut or repeated to last so many milliseconds. */
        static Part ofDurationMs(int durationMs) {
            return new Speech(Script.storyFor(durationMs), durationMs);
        }

        /** A call of a function, with JSON as its arguments. */
        static Part ofCall(String name, String arguments) {
            return new Call(name, arguments);
        }

        /** What it says; empty when it says nothing. */
        default String text() {
            return "";
        }
    }

    /**
     * An item that the simulator's voice speaks.
     *
     * @param text what to say
     * @param durationMs how long it should last, in milliseconds; 0 leaves it to the voice
     */
    public record Speech(String text, int durationMs) implements Part {}

    /**
     * An item of sound that exists already.
     *
     * @param text its transcript, which may be empty
     * @param sound what is heard
     */
    public record Recording(String text, SimulatorItem.Sound sound) implements Part {}

    /**
     * A {@code function_call} item. It is sent even when the session has no such tool, so that a client can be shown
     * what a confused model does.
     *
     * @param name the function
     * @param arguments JSON in a string, as the model wrote it
     */
    public record Call(String name, String arguments) implements Part {}

    /**
     * Nothing, for a while: the service generates nothing.
     *
     * @param lengthMs how long, in milliseconds
     */
    public record Pause(int lengthMs) implements Part {}

    /**
     * How a response ends by itself.
     *
     * @param status {@code completed}, {@code incomplete} or {@code failed}
     * @param reason of an incomplete one: {@code max_output_tokens} or {@code content_filter}; otherwise empty
     * @param errorType of a failed one, such as {@code server_error}; may be empty, as services leave out any detail
     * @param errorCode of a failed one, such as {@code inference_rate_limit_exceeded}; may be empty
     * @param errorMessage of a failed one, for people to read; may be empty
     */
    public record Ending(String status, String reason, String errorType, String errorCode, String errorMessage) {
        /** The end of an answer that said all it had to say. */
        public static final Ending COMPLETED = new Ending("completed", "", "", "", "");

        /** An answer cut off by the service; {@code max_output_tokens} or {@code content_filter} say why. */
        public static Ending incomplete(String reason) {
            return new Ending("incomplete", reason, "", "", "");
        }

        /** An answer that broke. */
        public static Ending failed(String errorType, String errorCode) {
            return failed(errorType, errorCode, "");
        }

        /** An answer that broke, and what the service has to say about it; each of these may be empty, and is left out. */
        public static Ending failed(String errorType, String errorCode, String errorMessage) {
            return new Ending("failed", "", errorType, errorCode, errorMessage);
        }

        /** Whether nothing is missing. */
        public boolean isComplete() {
            return status.equals(COMPLETED.status);
        }
    }
}
