package dev.bargein.protocol.internal;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** In what a session is not as it was asked for. */
public final class SessionDifferences {
    /** Servers put the name of a version in the place of a model's, and the type is a matter of the shape. */
    private static final Set<String> NOT_COMPARED = Set.of("model", "type");

    /** As many are told. */
    private static final int MOST = 64;

    private SessionDifferences() {}

    /** The paths of members that were asked for and are otherwise. */
    public static List<String> between(JsonObject asked, JsonObject actual) {
        List<String> out = new ArrayList<>();
        for (String name : asked.members().keySet()) {
            if (!NOT_COMPARED.contains(name)) {
                compare(asked.members().get(name), actual.get(name), name, out);
            }
        }
        return out;
    }

    private static void compare(@Nullable JsonValue asked, @Nullable JsonValue actual, String path, List<String> out) {
        if (asked == null || actual == null || out.size() == MOST) {
            return;
        }
        if (asked instanceof JsonObject a && actual instanceof JsonObject b) {
            for (String name : a.members().keySet()) {
                compare(a.members().get(name), b.get(name), path + "." + name, out);
            }
        } else if (asked instanceof JsonArray a
                && actual instanceof JsonArray b
                && a.values().size() == b.values().size()) {
            for (int i = 0; i < a.values().size(); i++) {
                compare(a.values().get(i), b.values().get(i), path + "[" + i + "]", out);
            }
        } else if (!same(asked, actual)) {
            out.add(path);
        }
    }

    private static boolean same(JsonValue asked, JsonValue actual) {
        if (asked instanceof JsonValue.JsonNumber a && actual instanceof JsonValue.JsonNumber b) {
            return a.doubleValue() == b.doubleValue();
        }
        return asked.equals(actual);
    }
}
