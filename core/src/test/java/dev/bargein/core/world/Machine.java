package dev.bargein.core.world;

import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.ConversationItem;
import dev.bargein.core.Input;
import dev.bargein.core.Step;
import java.util.List;

/** The conversation as the world drives it; a seam at which known faults can be put in, to see that they are found. */
interface Machine {
    Step handle(Input input, long nowNanos);

    boolean pressAccepted();

    List<ConversationItem> items();

    Conversation.Activity activity();

    /** Makes one for a conversation. */
    interface Factory {
        Machine make(ConversationConfig config);
    }

    /** The real one. */
    static Machine real(ConversationConfig config) {
        Conversation conversation = new Conversation(config);
        return new Machine() {
            @Override
            public Step handle(Input input, long nowNanos) {
                return conversation.handle(input, nowNanos);
            }

            @Override
            public boolean pressAccepted() {
                return conversation.pressAccepted();
            }

            @Override
            public List<ConversationItem> items() {
                return conversation.items();
            }

            @Override
            public Conversation.Activity activity() {
                return conversation.activity();
            }
        };
    }
}
