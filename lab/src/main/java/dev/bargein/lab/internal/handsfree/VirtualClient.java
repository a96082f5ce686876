package dev.bargein.lab.internal.handsfree;

import dev.bargein.core.Command;
import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.Playout;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.Step;

/** What is measured: a conversation and its player, without clock and threads. Not thread-safe. */
interface VirtualClient {
    /** Makes one for a conversation. */
    interface Factory {
        /** Makes it. */
        VirtualClient make(ConversationConfig config);
    }

    /** Something happened. */
    Step handle(Input input, long nowNanos);

    /** Carries out what was decided for the player. */
    void apply(Command.PlayoutCommand command);

    /** 10 ms of the live stream. */
    void live(short[] pcm);

    /** Fills 10 ms for the speaker. */
    boolean render(short[] into);

    /** What was played. */
    PlayoutReport report();

    /** The client's own state machine and player. */
    class Core implements VirtualClient {
        private final Conversation conversation;
        private final Playout playout;

        /** As a session makes them. */
        Core(ConversationConfig config) {
            conversation = new Conversation(config);
            playout = new Playout(config.traits());
        }

        @Override
        public Step handle(Input input, long nowNanos) {
            return conversation.handle(input, nowNanos);
        }

        @Override
        public void apply(Command.PlayoutCommand command) {
            playout.apply(command);
        }

        @Override
        public void live(short[] pcm) {
            playout.live(pcm);
        }

        @Override
        public boolean render(short[] into) {
            return playout.render(into);
        }

        @Override
        public PlayoutReport report() {
            return playout.report();
        }
    }
}
