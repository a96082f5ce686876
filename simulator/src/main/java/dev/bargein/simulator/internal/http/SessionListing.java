package dev.bargein.simulator.internal.http;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The sessions of a simulator as JSON: the newest that there is room for, oldest first, each with its newest items. Long
 * texts are cut, so that no listing is larger than {@value #MAX_CHARACTERS} characters or little more.
 */
final class SessionListing {
    static final int MAX_CHARACTERS = 1 << 20;
    /** A text of an item that is longer is cut. */
    static final int MAX_TEXT_CHARACTERS = 16 << 10;

    private static final int MAX_SESSIONS = 200;
    private static final int MAX_ITEMS = 200;
    private static final int MAX_VIOLATIONS = 50;

    private SessionListing() {}

    /** The listing; {@code left_out} says how many sessions there was no room for. */
    static String of(List<SimulatorSession> all) {
        List<JsonValue> out = new ArrayList<>();
        int characters = 0;
        for (int i = all.size() - 1; i >= 0 && out.size() < MAX_SESSIONS && characters < MAX_CHARACTERS; i--) {
            JsonObject session = describe(all.get(i), MAX_CHARACTERS - characters);
            characters += Json.write(session).length();
            out.add(session);
        }
        Collections.reverse(out);
        return Json.write(JsonTrees.object("sessions", new JsonArray(out), "left_out", all.size() - out.size()));
    }

    private static JsonObject describe(SimulatorSession session, int mostCharacters) {
        List<SimulatorItem> items = session.items();
        List<JsonValue> shown = new ArrayList<>();
        int characters = 0;
        for (int i = items.size() - 1; i >= 0 && shown.size() < MAX_ITEMS && characters < mostCharacters; i--) {
            JsonObject item = describe(items.get(i));
            characters += Json.write(item).length();
            shown.add(item);
        }
        Collections.reverse(shown);
        List<JsonValue> violations = new ArrayList<>();
        for (ClientViolation violation : session.ledger().clientViolations()) {
            if (violations.size() < MAX_VIOLATIONS) {
                violations.add(JsonValue.of(cut(violation.summary())));
            }
        }
        return JsonTrees.object(
                "id",
                session.id(),
                "transport",
                session.transport().name().toLowerCase(Locale.ROOT),
                "state",
                session.closed().isDone() ? "ended" : "open",
                "items",
                new JsonArray(shown),
                "violations",
                new JsonArray(violations));
    }

    private static JsonObject describe(SimulatorItem item) {
        return JsonTrees.object(
                "id",
                item.id(),
                "type",
                item.type(),
                "role",
                item.role(),
                "name",
                item.name(),
                "status",
                item.status(),
                "text",
                cut(item.text()),
                "audio_ms",
                item.audioMs(),
                "generated_ms",
                item.generatedMs(),
                "sent_ms",
                item.sentMs());
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT_CHARACTERS) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(MAX_TEXT_CHARACTERS - 1));
        return text.substring(0, pair ? MAX_TEXT_CHARACTERS - 1 : MAX_TEXT_CHARACTERS) + "…";
    }
}
