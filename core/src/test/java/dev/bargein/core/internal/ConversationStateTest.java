package dev.bargein.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.ConversationItem;
import org.junit.jupiter.api.Test;

/** What is remembered of a conversation, and what is forgotten first. */
class ConversationStateTest {
    private final ConversationState state = new ConversationState();

    @Test
    void theOldestResponseThatIsOverIsForgottenFirst() {
        for (int i = 0; i < ConversationState.MAX_RESPONSES; i++) {
            begin("r" + i, i != 0 && i != 3);
        }
        begin("new", true);
        assertThat(state.response("r0")).isNull();
        assertThat(state.forgotten("r0")).isTrue();
        assertThat(state.responses()).hasSize(ConversationState.MAX_RESPONSES);
        begin("newer", true);
        assertThat(state.response("r3")).isNull();
        assertThat(state.response("r1")).isNotNull();
        assertThat(state.forgotten("r1")).isFalse();
    }

    @Test
    void whereNoneIsOverTheOldestGoesButNeverTheNewOne() {
        for (int i = 0; i < ConversationState.MAX_RESPONSES; i++) {
            begin("r" + i, true);
        }
        ResponseState fresh = state.begin("new");
        assertThat(state.response("r0")).isNull();
        assertThat(state.response("new")).isSameAs(fresh);
    }

    @Test
    void namesOfTheForgottenAreBoundedToo() {
        for (int i = 0; i < ConversationState.MAX_RESPONSES + ConversationState.MAX_ENDED; i++) {
            begin("r" + i, false);
        }
        assertThat(state.forgotten("r0")).isTrue();
        begin("last", false);
        assertThat(state.forgotten("r0")).isFalse();
        assertThat(state.forgotten("r1")).isTrue();
    }

    @Test
    void theOldestOfTooManyItemsIsForgotten() {
        for (int i = 0; i < ConversationState.MAX_ITEMS; i++) {
            state.item("i" + i);
        }
        assertThat(state.known("i0")).isNotNull();
        state.item("one more");
        assertThat(state.known("i0")).isNull();
        assertThat(state.known("i1")).isNotNull();
        assertThat(state.view()).hasSize(ConversationState.MAX_ITEMS);
    }

    @Test
    void deletedItemsAreForgottenAndNamesOfThemAreBounded() {
        for (int i = 0; i < ConversationState.MAX_DELETED; i++) {
            state.item("i" + i);
            state.remove("i" + i);
            assertThat(state.known("i" + i)).isNull();
        }
        state.remove("");
        assertThat(state.view()).isEmpty();
        assertThat(state.deleted("i0")).isTrue();
        state.remove("one more");
        assertThat(state.deleted("i0")).isFalse();
        assertThat(state.deleted("i1")).isTrue();
    }

    @Test
    void anItemStandsBehindTheOneItFollows() {
        state.item("a");
        state.item("b");
        ItemState c = state.item("c");
        state.placeAfter(c, "a");
        assertThat(state.view()).extracting(ConversationItem::id).containsExactly("a", "c", "b");
        state.placeAfter(c, "c");
        state.placeAfter(c, "nobody");
        state.placeAfter(c, null);
        assertThat(state.view()).extracting(ConversationItem::id).containsExactly("a", "c", "b");
    }

    private void begin(String id, boolean active) {
        ResponseState r = state.begin(id);
        r.active = active;
        r.voiceEnded = !active;
    }
}
