package dev.bargein.simulator.internal.rules;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.simulator.internal.rules.Rule.Kind;
import dev.bargein.simulator.internal.rules.Rule.ObjectRule;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What client events and the items within them may hold (docs/protocol.md, sections 1a and 1c). What they must hold is
 * asked for when they are decoded; configurations are judged by {@link SessionRules}.
 *
 * <p>Immutable.
 */
public final class EventRules {
    private static final int MAX_ID_CHARACTERS = 512;
    private static final int MAX_PARTS = 1_000;

    private static final Rule ID = Rule.text(MAX_ID_CHARACTERS);
    private static final ObjectRule ANY_ITEM = Rule.object()
            .with("id", ID.orNull())
            .with("object", Rule.oneOf("realtime.item"))
            .with("status", Rule.oneOf("completed", "incomplete", "in_progress").orNull());
    private static final ObjectRule CALL =
            ANY_ITEM.with("call_id", ID).with("name", Rule.TEXT).with("arguments", Rule.TEXT);
    private static final ObjectRule CALL_OUTPUT = ANY_ITEM.with("call_id", ID).with("output", Rule.TEXT);
    private static final ObjectRule MCP = Rule.object()
            .with("id", ID.orNull())
            .with("server_label", Rule.TEXT)
            .with("name", Rule.TEXT)
            .with("arguments", Rule.TEXT)
            .with("approval_request_id", Rule.TEXT.orNull())
            .with("approve", Rule.FLAG)
            .with("reason", Rule.TEXT.orNull())
            .with("output", Rule.TEXT.orNull())
            .with("error", Rule.ANY)
            .with("tools", Rule.ANY);

    private static final ObjectRule WORDS = Rule.object().with("text", Rule.TEXT);
    private static final ObjectRule SOUND =
            Rule.object().with("audio", Rule.TEXT.orNull()).with("transcript", Rule.TEXT.orNull());
    private static final ObjectRule IMAGE =
            Rule.object().with("image_url", Rule.TEXT).with("detail", Rule.oneOf("auto", "low", "high"));
    private static final Kind INPUT_TEXT = new Kind("input_text", WORDS);

    private static final Map<String, Rule> CONTENT = Map.of(
            "system", Rule.byType(INPUT_TEXT),
            "user", Rule.byType(INPUT_TEXT, new Kind("input_audio", SOUND), new Kind("input_image", IMAGE)),
            "assistant", Rule.byType(new Kind("output_text", WORDS), new Kind("output_audio", SOUND)));
    /** In the beta dialect a part has all fields whatever its type, and its clients send those without a value as null. */
    private static final ObjectRule BETA_PART = Rule.object()
            .with("text", Rule.TEXT.orNull())
            .with("id", ID.orNull())
            .with("audio", Rule.TEXT.orNull())
            .with("transcript", Rule.TEXT.orNull());

    private static final Map<String, Rule> BETA_CONTENT = Map.of(
            "system", Rule.byType(new Kind("input_text", BETA_PART)),
            "user", Rule.byType(new Kind("input_text", BETA_PART), new Kind("input_audio", BETA_PART)),
            "assistant",
                    Rule.byType(
                            new Kind("text", BETA_PART),
                            new Kind("audio", BETA_PART),
                            new Kind("output_text", BETA_PART),
                            new Kind("output_audio", BETA_PART)));
    private static final List<String> ROLES = List.of("user", "assistant", "system");

    private static final Map<String, Map<String, Rule>> FIELDS = Map.of(
            ClientEvent.SessionUpdate.TYPE,
            Map.of("session", Rule.ANY),
            "transcription_session.update",
            Map.of("session", Rule.ANY),
            ClientEvent.InputAudioBufferAppend.TYPE,
            Map.of("audio", Rule.ANY),
            ClientEvent.ConversationItemRetrieve.TYPE,
            Map.of("item_id", ID),
            ClientEvent.ConversationItemDelete.TYPE,
            Map.of("item_id", ID),
            ClientEvent.ConversationItemTruncate.TYPE,
            Map.of("item_id", ID, "content_index", Rule.ANY, "audio_end_ms", Rule.ANY),
            ClientEvent.ResponseCreate.TYPE,
            Map.of("response", Rule.ANY),
            ClientEvent.ResponseCancel.TYPE,
            Map.of("response_id", ID.orNull()));
    private static final ObjectRule ANY_EVENT =
            Rule.object().with("type", Rule.TEXT).with("event_id", ID.orNull());
    private static final Map<Dialect, Map<String, ObjectRule>> EVENTS =
            Map.of(Dialect.GA, events(Dialect.GA), Dialect.BETA, events(Dialect.BETA));

    private EventRules() {}

    /** Throws an {@link EventRefusal} when the event has what it may not have. */
    public static void check(String type, JsonObject event, Dialect dialect) {
        EVENTS.getOrDefault(dialect, Map.of()).getOrDefault(type, ANY_EVENT).check("", event);
    }

    private static Map<String, ObjectRule> events(Dialect dialect) {
        Map<String, ObjectRule> out = new HashMap<>();
        FIELDS.forEach((type, fields) -> {
            ObjectRule rule = ANY_EVENT;
            for (Map.Entry<String, Rule> field : fields.entrySet()) {
                rule = rule.with(field.getKey(), field.getValue());
            }
            out.put(type, rule);
        });
        out.put(
                ClientEvent.ConversationItemCreate.TYPE,
                ANY_EVENT.with("previous_item_id", ID.orNull()).with("item", item(dialect)));
        return out;
    }

    private static Rule item(Dialect dialect) {
        Rule message = (path, value) -> message(dialect, path, value);
        ObjectRule any = Rule.object();
        Rule others = Rule.byType(
                new Kind("message", any),
                new Kind("function_call", CALL),
                new Kind("function_call_output", CALL_OUTPUT),
                new Kind("mcp_approval_response", MCP),
                new Kind("mcp_list_tools", MCP),
                new Kind("mcp_call", MCP),
                new Kind("mcp_approval_request", MCP));
        return (path, value) ->
                (JsonValue.of("message").equals(JsonTrees.at(value, "type")) ? message : others).check(path, value);
    }

    private static void message(Dialect dialect, String path, JsonValue item) {
        JsonValue role = JsonTrees.at(item, "role");
        String name = role instanceof JsonValue.JsonString text ? text.value() : "";
        Map<String, Rule> contents = dialect == Dialect.BETA ? BETA_CONTENT : CONTENT;
        Rule content = contents.getOrDefault(name, Rule.ANY);
        ANY_ITEM.with("type", Rule.ANY)
                .with("role", Rule.oneOf(ROLES))
                .with("content", Rule.list(MAX_PARTS, content))
                .check(path, item);
    }
}
