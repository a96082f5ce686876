package dev.bargein.junit.internal;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The function calls of a session, and what the client answered. */
public final class ToolCalls {
    private static final String CALL = "function_call";
    private static final String OUTPUT = "function_call_output";
    private static final String BROKEN_OFF = "incomplete";

    private ToolCalls() {}

    /**
     * One call.
     *
     * @param callId what ties it to its output
     * @param name the function
     * @param arguments JSON in a string
     * @param outputs what the client sent for it, which should be one
     */
    public record Call(String callId, String name, String arguments, List<String> outputs) {
        @Override
        public String toString() {
            return name + "(" + arguments + "), " + callId;
        }
    }

    /** The calls that were made whole, in their order; a call that was cancelled half-way needs no answer. */
    public static List<Call> of(List<LoggedMessage> entries) {
        Map<String, Call> calls = new LinkedHashMap<>();
        for (LoggedMessage entry : entries) {
            boolean asked = !entry.fromClient() && entry.type().equals(ServerEvent.ResponseOutputItemDone.TYPE);
            boolean answered = entry.fromClient() && entry.type().equals(ClientEvent.ConversationItemCreate.TYPE);
            if (asked || answered) {
                JsonObject item = entry.json().object("item");
                String type = item.string("type");
                String callId = text(item, "call_id");
                if (asked && CALL.equals(type) && !BROKEN_OFF.equals(item.string("status"))) {
                    calls.put(callId, new Call(callId, text(item, "name"), text(item, "arguments"), new ArrayList<>()));
                }
                Call call = calls.get(callId);
                if (answered && OUTPUT.equals(type) && call != null) {
                    call.outputs.add(text(item, "output"));
                }
            }
        }
        return List.copyOf(calls.values());
    }

    private static String text(JsonObject item, String name) {
        String value = item.string(name);
        return value == null ? "" : value;
    }
}
