package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges function calls: each is told once, has one output, and is spoken about unless the user wanted silence. */
final class ToolInvariants {
    private static final class Call {
        final int response;
        /** Silence was wanted since it was told. */
        boolean silenced;
        /** Or while its response was made, as far as anybody can tell. */
        boolean cutShort;

        boolean given;
        int outputs;
        boolean answerOwed;

        Call(int response) {
            this.response = response;
        }
    }

    private final ModelServer server;
    private final RequestInvariants requests;
    private final boolean strict;
    private final Map<String, Call> calls = new HashMap<>();
    private String givenNow = "";

    ToolInvariants(Case conversation, ModelServer server, RequestInvariants requests, boolean bargein) {
        this.server = server;
        this.requests = requests;
        this.strict = bargein && conversation.profile() != Profile.CHAOS;
    }

    /**
     * An input comes.
     *
     * @param microphoneOpen whether a press begins no turn, and so is a Stop
     */
    void before(Input input, boolean usable, boolean microphoneOpen) {
        givenNow = "";
        if (input instanceof Input.ToolOutput output) {
            Call call = calls.get(output.callId());
            if (call != null && usable && !call.given) {
                call.given = true;
                givenNow = output.callId();
                call.answerOwed = output.answer() && !call.silenced && !call.cutShort;
            }
        } else if (usable && (input instanceof Input.Stop || input instanceof Input.Press && microphoneOpen)) {
            calls.values().forEach(c -> c.silenced = true);
        } else if (input instanceof Input.TransportDown || input instanceof Input.Close) {
            calls.clear();
        }
    }

    /** Whether the output that is handed in now is to be spoken about. */
    boolean wantsAnswer() {
        Call call = calls.get(givenNow);
        return call != null && !call.silenced;
    }

    /** Silence was wanted: what was asked for is taken back. */
    void interrupted() {
        for (Call call : calls.values()) {
            call.answerOwed = false;
        }
    }

    void command(Command command, long now) {
        if (command instanceof Command.Notify notify && notify.notice() instanceof Notice.ToolCalled told) {
            int no = ModelServer.number(told.responseId());
            Call call = new Call(no);
            call.cutShort = no < 0 || requests.takenBack(no) || requests.wasSeenAtInterruption(no);
            if (calls.put(told.callId(), call) != null) {
                throw new Violation("tools", now, "told of " + told.callId() + " twice");
            }
        } else if (command instanceof Command.Send send
                && send.event() instanceof ClientEvent.ConversationItemCreate create
                && "function_call_output".equals(create.item().type())) {
            Call call = calls.get(String.valueOf(create.item().callId()));
            if (call == null || !call.given || call.outputs++ > 0) {
                throw new Violation("tools", now, "sent an output that nobody handed in: " + create.item());
            }
        }
    }

    void after(long now) {
        Call call = calls.get(givenNow);
        if (call != null && call.outputs != 1) {
            throw new Violation("tools", now, "kept the output of " + givenNow);
        }
        givenNow = "";
    }

    /** Whether an answer is owed and may still come; while the user speaks it may take its time. */
    boolean awaits(boolean userSpeaks) {
        return strict && !userSpeaks && !owed().isEmpty() && !requests.gaveUp();
    }

    /** Whether a call waits for its output that is to be spoken about. */
    boolean waits() {
        return calls.values().stream().anyMatch(call -> !call.given && !call.silenced);
    }

    void end(long now, boolean userSpeaks) {
        List<String> owed = owed();
        if (strict && !userSpeaks && !owed.isEmpty() && !requests.gaveUp() && !server.hungOnce()) {
            throw new Violation("tools", now, "nothing was said about the output of " + owed);
        }
    }

    private List<String> owed() {
        List<String> owed = new ArrayList<>();
        calls.forEach((id, call) -> {
            if (call.answerOwed && !server.spokenAbout(id)) {
                owed.add(id);
            }
        });
        return owed;
    }
}
