package dev.bargein.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Changes events at random, the same for the same seed. None of its values is a name in which the dialects differ. */
final class Mutator {
    private static final List<JsonValue> VALUES = List.of(
            JsonValue.NULL,
            JsonValue.of(true),
            JsonValue.of(false),
            JsonValue.of(0),
            JsonValue.of(-1),
            JsonValue.of(Long.MAX_VALUE),
            new JsonValue.JsonNumber("1.5"),
            new JsonValue.JsonNumber("-0"),
            new JsonValue.JsonNumber("1e400"),
            new JsonValue.JsonNumber("123456789012345678901234567890"),
            JsonValue.of(""),
            JsonValue.of("AAEC"),
            JsonValue.of("\ud800 \u0000 \ud83d\ude00"),
            JsonValue.of("message"),
            JsonValue.of("assistant"),
            JsonArray.EMPTY,
            JsonValue.array(JsonValue.NULL, JsonObject.EMPTY, JsonValue.array(JsonValue.of(1))),
            JsonObject.EMPTY,
            JsonObject.EMPTY.with("type", "new_kind").with("x", JsonObject.EMPTY.with("y", 1)));
    private static final List<String> NAMES = List.of(
            "type",
            "event_id",
            "item",
            "item_id",
            "content",
            "delta",
            "response",
            "output",
            "status_details",
            "error",
            "session",
            "audio",
            "input",
            "x",
            "",
            "\ud83d\ude00");

    private final SplittableRandom random;

    Mutator(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The event with one to four changes somewhere in it. */
    JsonObject mutate(JsonObject event) {
        JsonObject out = event;
        for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
            out = (JsonObject) change(out, true);
        }
        return out;
    }

    /** The text with one to four characters changed, removed or doubled. */
    String mutate(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int changes = random.nextInt(1, 5); changes > 0 && out.length() > 0; changes--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(4)) {
                case 0 -> out.setCharAt(at, "{}[]\",:\\0e-.\u0000\ud800a".charAt(random.nextInt(15)));
                case 1 -> out.deleteCharAt(at);
                case 2 -> out.insert(at, out.charAt(at));
                default -> out.setLength(at);
            }
        }
        return out.toString();
    }

    private JsonValue change(JsonValue value, boolean root) {
        if (!root && random.nextInt(4) == 0) {
            return pick(VALUES);
        }
        if (value instanceof JsonObject object) {
            return members(object);
        } else if (value instanceof JsonArray array) {
            return elements(array);
        }
        return pick(VALUES);
    }

    private JsonObject members(JsonObject object) {
        Map<String, JsonValue> out = new LinkedHashMap<>(object.members());
        if (out.isEmpty() || random.nextInt(5) == 0) {
            out.put(pick(NAMES), pick(VALUES));
            return new JsonObject(out);
        }
        String name = pick(List.copyOf(out.keySet()));
        if (random.nextInt(4) == 0) {
            out.remove(name);
        } else {
            out.computeIfPresent(name, (n, value) -> change(value, false));
        }
        return new JsonObject(out);
    }

    private JsonArray elements(JsonArray array) {
        List<JsonValue> out = new ArrayList<>(array.values());
        if (out.isEmpty() || random.nextInt(4) == 0) {
            out.add(random.nextInt(out.size() + 1), pick(VALUES));
            return new JsonArray(out);
        }
        int at = random.nextInt(out.size());
        if (random.nextInt(4) == 0) {
            out.remove(at);
        } else {
            out.set(at, change(out.get(at), false));
        }
        return new JsonArray(out);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
