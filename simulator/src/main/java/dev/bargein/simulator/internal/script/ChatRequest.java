package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.simulator.internal.values.JsonTrees;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A turn as a chat-completions endpoint is asked about it. */
final class ChatRequest {
    /** What stands for words that nobody wrote down. */
    private static final String INAUDIBLE = "(inaudible)";

    private ChatRequest() {}

    /** The body of the request. */
    static JsonObject of(String model, Turn turn) {
        JsonObject out = JsonTrees.object("model", model, "stream", true, "messages", new JsonArray(messages(turn)));
        if (turn.tools().isEmpty()) {
            return out;
        }
        List<JsonValue> tools = new ArrayList<>();
        for (Turn.Tool tool : turn.tools()) {
            JsonObject function = JsonTrees.object("name", tool.name(), "description", tool.description());
            tools.add(JsonTrees.object(
                    "type",
                    "function",
                    "function",
                    tool.parameters().isEmpty() ? function : function.with("parameters", tool.parameters())));
        }
        JsonValue choice = switch (turn.toolChoice()) {
            case "auto", "none", "required" -> JsonValue.of(turn.toolChoice());
            default -> JsonTrees.object("type", "function", "function", JsonTrees.object("name", turn.toolChoice()));
        };
        return out.with("tools", new JsonArray(tools)).with("tool_choice", choice);
    }

    private static List<JsonValue> messages(Turn turn) {
        List<JsonValue> out = new ArrayList<>();
        if (!turn.instructions().isEmpty()) {
            out.add(JsonTrees.object("role", "system", "content", turn.instructions()));
        }
        // A call without an output, or an output without a call, is refused by such endpoints.
        Set<String> called = new HashSet<>();
        Set<String> returned = new HashSet<>();
        for (Turn.Entry entry : turn.history()) {
            if (entry instanceof Turn.Call call) {
                called.add(call.callId());
            } else if (entry instanceof Turn.Output output && called.contains(output.callId())) {
                returned.add(output.callId());
            }
        }
        for (Turn.Entry entry : turn.history()) {
            if (entry instanceof Turn.Message message) {
                add(message, out);
            } else if (entry instanceof Turn.Call call && returned.contains(call.callId())) {
                JsonObject function = JsonTrees.object("name", call.name(), "arguments", call.arguments());
                JsonObject one = JsonTrees.object("id", call.callId(), "type", "function", "function", function);
                out.add(JsonTrees.object("role", "assistant", "content", null, "tool_calls", JsonTrees.array(one)));
            } else if (entry instanceof Turn.Output output && returned.contains(output.callId())) {
                out.add(JsonTrees.object("role", "tool", "tool_call_id", output.callId(), "content", output.output()));
            }
        }
        return out;
    }

    private static void add(Turn.Message message, List<JsonValue> out) {
        String text = message.text();
        if (text.isEmpty() && message.role().equals("user")) {
            text = INAUDIBLE;
        }
        if (!text.isEmpty()) {
            out.add(JsonTrees.object("role", message.role(), "content", text));
        }
    }
}
