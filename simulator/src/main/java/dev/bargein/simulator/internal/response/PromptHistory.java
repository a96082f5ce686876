package dev.bargein.simulator.internal.response;

import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a brain gets to know of the items of a session. */
final class PromptHistory {
    private static final int MAX_ITEMS = 1_000;

    private PromptHistory() {}

    /** The turn that these items are about. */
    static Turn turn(int number, List<StoredItem> items, ResponseParameters options) {
        List<StoredItem> newest = items.subList(Math.max(0, items.size() - MAX_ITEMS), items.size());
        Map<String, String> names = new HashMap<>();
        List<Turn.Entry> history = new ArrayList<>();
        for (StoredItem item : newest) {
            switch (item.type()) {
                case "function_call" -> {
                    names.put(item.callId(), item.functionName());
                    history.add(new Turn.Call(item.callId(), item.functionName(), item.remembered()));
                }
                case "function_call_output" ->
                    history.add(
                            new Turn.Output(item.callId(), names.getOrDefault(item.callId(), ""), item.remembered()));
                case "message" -> history.add(new Turn.Message(item.role(), item.remembered(), item.audio.sound()));
                default -> {
                    // What a brain cannot use, such as calls of MCP.
                }
            }
        }
        ResponseParameters.Request request = options.request();
        return new Turn(number, history, request.instructions(), request.tools(), request.toolChoice());
    }

    /** What the user said last, null when that was nothing. */
    static @Nullable StoredItem lastOfUser(List<StoredItem> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).role().equals("user")) {
                return items.get(i);
            }
        }
        return null;
    }
}
