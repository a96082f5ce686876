package dev.bargein.browser;

import dev.bargein.core.Command;
import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.Playout;
import dev.bargein.core.Step;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A conversation and its player, driven with JSON.
 *
 * <p>Not thread-safe; a page has one thread for it.
 */
final class PageConversation {
    private final Conversation conversation;
    private final Playout playout;

    /** One with the transport not up yet; see {@link ConfigJson}. */
    PageConversation(JsonObject config) {
        ConversationConfig read = ConfigJson.read(config);
        conversation = new Conversation(read);
        playout = new Playout(read.traits());
    }

    /**
     * Takes an input.
     *
     * @param input see {@link InputJson}
     * @param nowNanos when, on a monotonic clock
     * @return {@code {"commands": [...], "wake_at_ns": ..., "wake_reason": "..."}}; without a wake time there is nothing
     *     to wait for
     */
    JsonObject handle(JsonObject input, long nowNanos) {
        Input read = InputJson.read(input);
        return step(read.needsPlayed() ? List.of(new Input.Played(playout.report()), read) : List.of(read), nowNanos);
    }

    /** Fills 10 ms for the speaker; what follows from it, as text, or the empty string. */
    String render(short[] into, long nowNanos) {
        boolean news = playout.render(into);
        return news ? Json.write(step(List.of(new Input.Played(playout.report())), nowNanos)) : "";
    }

    /** Takes 10 ms of the live stream. */
    void live(short[] pcm) {
        playout.live(pcm);
    }

    private JsonObject step(List<Input> inputs, long nowNanos) {
        List<JsonValue> commands = new ArrayList<>();
        long wakeAtNanos = Long.MAX_VALUE;
        WakeReason reason = WakeReason.NONE;
        for (Input input : inputs) {
            Step step = conversation.handle(input, nowNanos);
            for (Command command : step.commands()) {
                if (command instanceof Command.PlayoutCommand forPlayer) {
                    playout.apply(forPlayer);
                }
                commands.add(CommandJson.write(command));
            }
            wakeAtNanos = step.wakeAtNanos();
            reason = step.wakeReason();
        }
        JsonObject out = JsonObject.EMPTY.with("commands", new JsonArray(commands));
        if (wakeAtNanos != Long.MAX_VALUE) {
            out = out.with("wake_at_ns", wakeAtNanos)
                    .with("wake_reason", reason.name().toLowerCase(Locale.ROOT));
        }
        return out;
    }
}
