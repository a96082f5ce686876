package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.simulator.internal.values.JsonTrees;
import org.jspecify.annotations.Nullable;

/**
 * What {@code session.audio.input.turn_detection} asks for (docs/protocol.md, section 3), within what can be done.
 *
 * @param kind who ends turns
 * @param threshold the probability from which on a frame is speech
 * @param prefixPaddingMs how much from before the speech belongs to it
 * @param silenceMs how long a silence ends the turn; with semantic VAD the longest wait
 * @param idleTimeoutMs how long after an answer the user is asked again; 0 for never
 * @param createResponse whether a turn is answered
 * @param interruptResponse whether speech ends the answer that runs
 */
public record TurnSettings(
        Kind kind,
        double threshold,
        int prefixPaddingMs,
        int silenceMs,
        int idleTimeoutMs,
        boolean createResponse,
        boolean interruptResponse) {
    private static final double DEFAULT_THRESHOLD = 0.5;
    private static final int DEFAULT_PREFIX_PADDING_MS = 300;
    private static final int DEFAULT_SILENCE_MS = 200;
    private static final int MAX_MS = 600_000;

    public enum Kind {
        /** The client, by commit. */
        OFF,
        /** A silence. */
        SERVER_VAD,
        /** A silence, shorter when the user seems to have finished. */
        SEMANTIC_VAD
    }

    /** Reads the settings of a session. */
    public static TurnSettings of(JsonObject session) {
        if (!(JsonTrees.at(session, "audio", "input", "turn_detection") instanceof JsonObject turns)) {
            return new TurnSettings(
                    Kind.OFF, DEFAULT_THRESHOLD, DEFAULT_PREFIX_PADDING_MS, DEFAULT_SILENCE_MS, 0, true, true);
        }
        boolean semantic = "semantic_vad".equals(turns.string("type"));
        return new TurnSettings(
                semantic ? Kind.SEMANTIC_VAD : Kind.SERVER_VAD,
                semantic ? DEFAULT_THRESHOLD : fraction(turns, "threshold", DEFAULT_THRESHOLD),
                semantic ? DEFAULT_PREFIX_PADDING_MS : ms(turns, "prefix_padding_ms", DEFAULT_PREFIX_PADDING_MS),
                semantic
                        ? longestWaitMs(turns.string("eagerness"))
                        : ms(turns, "silence_duration_ms", DEFAULT_SILENCE_MS),
                semantic ? 0 : ms(turns, "idle_timeout_ms", 0),
                flag(turns, "create_response"),
                flag(turns, "interrupt_response"));
    }

    private static int longestWaitMs(@Nullable String eagerness) {
        return "low".equals(eagerness) ? 8_000 : "high".equals(eagerness) ? 2_000 : 4_000;
    }

    private static int ms(JsonObject turns, String name, int otherwise) {
        return (int) Math.max(0, Math.min(MAX_MS, turns.number(name, otherwise)));
    }

    private static boolean flag(JsonObject turns, String name) {
        return !JsonValue.of(false).equals(turns.get(name));
    }

    private static double fraction(JsonObject turns, String name, double otherwise) {
        return turns.get(name) instanceof JsonValue.JsonNumber number
                ? Math.max(0, Math.min(1, number.doubleValue()))
                : otherwise;
    }
}
