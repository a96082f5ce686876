package dev.bargein.simulator.internal.faults;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.JsonValue.JsonNumber;
import dev.bargein.protocol.JsonValue.JsonString;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.internal.values.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads {@link Faults} from JSON that anybody may have written, with the names of its builder: the control endpoint and
 * scripts share it.
 */
public final class FaultsReader {
    public static final Set<String> OF_SERVICE = Set.of("signallingDelayMs", "http");
    public static final Set<String> KEYS = new TreeSet<>(Set.of(
            "lateMs",
            "stall",
            "drop",
            "duplicate",
            "reorder",
            "reorderWindow",
            "chance",
            "clear",
            "silentAfterBadTruncate",
            "silentMedia",
            "formatIgnored",
            "textOnly",
            "dropConnection",
            "closeDataChannel",
            "ignoreConsentChecks",
            "expire",
            "signallingDelayMs",
            "http"));

    private FaultsReader() {}

    /** What is wrong with a description of faults, and which of its members it is about. */
    public static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String key;

        Wrong(String key, String message) {
            super(message, null, false, false);
            this.key = key;
        }

        /** The member of the object. */
        public String key() {
            return key;
        }

        public String message() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads all faults.
     *
     * @throws Wrong with the member that is wrong
     */
    public static Faults read(JsonObject json) {
        Faults.Builder builder = Faults.builder();
        json.members().forEach((key, value) -> {
            try {
                set(builder, key, value);
                // Whatever is out of range is found here, next to the key that it came with.
                builder.build();
            } catch (IllegalArgumentException e) {
                throw new Wrong(key, String.valueOf(e.getMessage()));
            }
        });
        return builder.build();
    }

    /**
     * Reads the faults of one answer.
     *
     * @throws Wrong with the member that is wrong
     */
    public static Faults readForAnswer(JsonObject json) {
        for (String key : json.members().keySet()) {
            if (OF_SERVICE.contains(key)) {
                throw new Wrong(key, key + " is about requests, so it does not go with an answer");
            }
        }
        return read(json);
    }

    private static void set(Faults.Builder into, String key, JsonValue value) {
        switch (key) {
            case "lateMs" -> into.lateMs(whole(key, value));
            case "stall" -> {
                JsonObject stall = object(key, value, Set.of("atMs", "forMs"));
                into.stall(
                        whole("atMs", stall.members().getOrDefault("atMs", JsonValue.of(0))),
                        whole("forMs", stall.members().getOrDefault("forMs", JsonValue.of(0))));
            }
            case "drop" -> into.drop(types(key, value));
            case "duplicate" -> into.duplicate(types(key, value));
            case "reorder" -> into.reorder(types(key, value));
            case "reorderWindow" -> into.reorderWindow(whole(key, value));
            case "chance" -> into.chance(number(key, value));
            case "clear" -> into.clear(clear(value));
            case "silentAfterBadTruncate" -> {
                if (flag(key, value)) {
                    into.silentAfterBadTruncate();
                }
            }
            case "silentMedia" -> {
                if (flag(key, value)) {
                    into.silentMedia();
                }
            }
            case "formatIgnored" -> {
                if (flag(key, value)) {
                    into.formatIgnored();
                }
            }
            case "textOnly" -> {
                if (flag(key, value)) {
                    into.textOnly();
                }
            }
            case "dropConnection" -> into.dropConnection(moment(key, value));
            case "closeDataChannel" -> into.closeDataChannel(moment(key, value));
            case "ignoreConsentChecks" -> into.ignoreConsentChecks(moment(key, value));
            case "expire" -> into.expire(moment(key, value));
            case "signallingDelayMs" -> into.signallingDelayMs(whole(key, value));
            case "http" -> http(into, value);
            default ->
                throw new IllegalArgumentException(
                        "unknown fault '" + Excerpt.of(key) + "': use one of " + String.join(", ", KEYS));
        }
    }

    private static void http(Faults.Builder into, JsonValue value) {
        if (!(value instanceof JsonObject paths)) {
            throw new IllegalArgumentException("http should be an object of paths");
        }
        for (Map.Entry<String, JsonValue> entry : paths.members().entrySet()) {
            JsonObject answer = object("http", entry.getValue(), Set.of("status", "body"));
            JsonValue body = answer.members().getOrDefault("body", JsonValue.of(""));
            into.httpStatus(
                    entry.getKey(),
                    whole("status", answer.members().getOrDefault("status", JsonValue.NULL)),
                    body instanceof JsonString text ? text.value() : Json.write(body));
        }
    }

    private static Faults.Trigger moment(String key, JsonValue value) {
        JsonObject moment = object(key, value, Set.of("afterMs", "afterEvent"));
        JsonValue ms = moment.get("afterMs");
        JsonValue event = moment.get("afterEvent");
        if (ms != null && event == null) {
            return Faults.Trigger.afterMs(whole("afterMs", ms));
        } else if (ms == null && event instanceof JsonString type) {
            return Faults.Trigger.afterEvent(type.value());
        }
        throw new IllegalArgumentException(key + " should have either afterMs or afterEvent");
    }

    private static Faults.Clear clear(JsonValue value) {
        for (Faults.Clear effect : Faults.Clear.values()) {
            if (value instanceof JsonString text
                    && text.value().equals(effect.name().toLowerCase(Locale.ROOT))) {
                return effect;
            }
        }
        throw new IllegalArgumentException("clear should be obeyed, ignored or unknown");
    }

    private static String[] types(String key, JsonValue value) {
        List<String> out = new ArrayList<>();
        List<JsonValue> values = value instanceof JsonArray list ? list.values() : List.of(value);
        for (JsonValue one : values) {
            if (!(one instanceof JsonString type)) {
                throw new IllegalArgumentException(key + " should be a list of types of events");
            }
            out.add(type.value());
        }
        return out.toArray(String[]::new);
    }

    private static JsonObject object(String key, JsonValue value, Set<String> members) {
        if (!(value instanceof JsonObject object)
                || !members.containsAll(object.members().keySet())) {
            throw new IllegalArgumentException(
                    key + " should have " + String.join(" and ", new TreeSet<>(members)) + ", and nothing else");
        }
        return object;
    }

    private static boolean flag(String key, JsonValue value) {
        if (value.equals(JsonValue.of(true)) || value.equals(JsonValue.of(false))) {
            return value.equals(JsonValue.of(true));
        }
        throw new IllegalArgumentException(key + " should be true or false");
    }

    private static int whole(String key, JsonValue value) {
        if (value instanceof JsonNumber number && number.isWhole()) {
            long whole = number.longValue();
            if (whole == (int) whole) {
                return (int) whole;
            }
        }
        throw new IllegalArgumentException(key + " should be a whole number");
    }

    private static double number(String key, JsonValue value) {
        if (value instanceof JsonNumber number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(key + " should be a number");
    }
}
