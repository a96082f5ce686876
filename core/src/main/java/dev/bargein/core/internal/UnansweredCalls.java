package dev.bargein.core.internal;

import dev.bargein.protocol.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Function calls of which the user has heard nothing yet, with their outputs: a server that does not know them is told. */
final class UnansweredCalls {
    private final int most;
    private final Map<String, Call> calls = new LinkedHashMap<>();

    /** A call. */
    static final class Call {
        final Item item;
        /** Null until it is known. */
        @Nullable
        String output;

        /** Whether the output was sent, on any connection. */
        boolean sent;
        /** The response that began when the output was known. */
        @Nullable
        ResponseState answer;

        private Call(Item wire) {
            this.item = new Item(
                    wire.id(),
                    "function_call",
                    null,
                    null,
                    List.of(),
                    wire.callId(),
                    wire.name() == null ? "" : wire.name(),
                    wire.arguments() == null ? "" : wire.arguments(),
                    null);
        }

        String callId() {
            return String.valueOf(item.callId());
        }
    }

    /** None; more than so many are not remembered. */
    UnansweredCalls(int most) {
        this.most = most;
    }

    void add(String callId, Item wire) {
        calls.put(callId, new Call(wire));
        if (calls.size() > most) {
            calls.remove(calls.keySet().iterator().next());
        }
    }

    @Nullable
    Call get(String callId) {
        return calls.get(callId);
    }

    void remove(String callId) {
        calls.remove(callId);
    }

    List<Call> all() {
        return new ArrayList<>(calls.values());
    }

    void clear() {
        calls.clear();
    }

    /** A response of the conversation began: the answer to all outputs that were sent. */
    void began(ResponseState response) {
        for (Call call : calls.values()) {
            if (call.sent && call.answer == null) {
                call.answer = response;
            }
        }
    }

    /**
     * The connection is gone: what was answered need not be told again.
     *
     * @param unheard the answer that is asked for again, as nothing of it was heard
     */
    void lost(@Nullable ResponseState unheard) {
        calls.values().removeIf(call -> call.answer != null && call.answer != unheard);
        calls.values().forEach(call -> call.answer = null);
    }
}
