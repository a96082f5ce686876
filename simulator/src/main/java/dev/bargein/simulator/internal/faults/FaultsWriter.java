package dev.bargein.simulator.internal.faults;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes {@link Faults} as {@link FaultsReader} reads them; what is as it should be is left out.
 */
public final class FaultsWriter {
    private FaultsWriter() {}

    /** The faults; an empty object when nothing is wrong. */
    public static JsonObject write(Faults faults) {
        Map<String, JsonValue> out = new LinkedHashMap<>();
        if (faults.lateMs() > 0) {
            out.put("lateMs", number(faults.lateMs()));
        }
        Faults.Stall stall = faults.stall();
        if (!stall.equals(Faults.Stall.NONE)) {
            out.put("stall", JsonTrees.object("atMs", stall.atMs(), "forMs", stall.forMs()));
        }
        events(out, faults.events());
        if (faults.clear() != Faults.Clear.OBEYED) {
            out.put("clear", JsonValue.of(faults.clear().name().toLowerCase(Locale.ROOT)));
        }
        flag(out, "silentAfterBadTruncate", faults.silentAfterBadTruncate());
        flag(out, "silentMedia", faults.silentMedia());
        flag(out, "formatIgnored", faults.formatIgnored());
        flag(out, "textOnly", faults.textOnly());
        moment(out, "dropConnection", faults.dropConnection());
        moment(out, "closeDataChannel", faults.closeDataChannel());
        moment(out, "ignoreConsentChecks", faults.ignoreConsentChecks());
        moment(out, "expire", faults.expire());
        if (faults.signallingDelayMs() > 0) {
            out.put("signallingDelayMs", number(faults.signallingDelayMs()));
        }
        if (!faults.http().isEmpty()) {
            Map<String, JsonValue> paths = new LinkedHashMap<>();
            new TreeMap<>(faults.http())
                    .forEach((path, answer) ->
                            paths.put(path, JsonTrees.object("status", answer.status(), "body", answer.body())));
            out.put("http", new JsonObject(paths));
        }
        return new JsonObject(out);
    }

    private static void events(Map<String, JsonValue> out, Faults.Events events) {
        types(out, "drop", events.drop());
        types(out, "duplicate", events.duplicate());
        types(out, "reorder", events.reorder());
        if (events.reorderWindow() != Faults.Events.NONE.reorderWindow()) {
            out.put("reorderWindow", number(events.reorderWindow()));
        }
        if (events.chance() != Faults.Events.NONE.chance()) {
            out.put("chance", new JsonValue.JsonNumber(Double.toString(events.chance())));
        }
    }

    private static void types(Map<String, JsonValue> out, String name, Set<String> types) {
        if (!types.isEmpty()) {
            List<JsonValue> all = new ArrayList<>();
            new TreeSet<>(types).forEach(type -> all.add(JsonValue.of(type)));
            out.put(name, new JsonArray(all));
        }
    }

    private static void flag(Map<String, JsonValue> out, String name, boolean set) {
        if (set) {
            out.put(name, JsonValue.of(true));
        }
    }

    private static void moment(Map<String, JsonValue> out, String name, Faults.Trigger moment) {
        if (!moment.afterEvent().isEmpty()) {
            out.put(name, JsonTrees.object("afterEvent", moment.afterEvent()));
        } else if (moment.afterMs() >= 0) {
            out.put(name, JsonTrees.object("afterMs", moment.afterMs()));
        }
    }

    private static JsonValue number(int value) {
        return new JsonValue.JsonNumber(Integer.toString(value));
    }
}
