package dev.bargein.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.ConversationItem;
import org.junit.jupiter.api.Test;

/** What is remembered of a conversation, and what is forgotten first. */
class BookTest {
    private final Book book = new Book();

    @Test
    void theOldestResponseThatIsOverIsForgottenFirst() {
        for (int i = 0; i < Book.MAX_RESPONSES; i++) {
            begin("r" + i, i != 0 && i != 3);
        }
        begin("new", true);
        assertThat(book.response("r0")).isNull();
        assertThat(book.forgotten("r0")).isTrue();
        assertThat(book.responses()).hasSize(Book.MAX_RESPONSES);
        begin("newer", true);
        assertThat(book.response("r3")).isNull();
        assertThat(book.response("r1")).isNotNull();
        assertThat(book.forgotten("r1")).isFalse();
    }

    @Test
    void whereNoneIsOverTheOldestGoesButNeverTheNewOne() {
        for (int i = 0; i < Book.MAX_RESPONSES; i++) {
            begin("r" + i, true);
        }
        ResponseState fresh = book.begin("new");
        assertThat(book.response("r0")).isNull();
        assertThat(book.response("new")).isSameAs(fresh);
    }

    @Test
    void namesOfTheForgottenAreBoundedToo() {
        for (int i = 0; i < Book.MAX_RESPONSES + Book.MAX_ENDED; i++) {
            begin("r" + i, false);
        }
        assertThat(book.forgotten("r0")).isTrue();
        begin("last", false);
        assertThat(book.forgotten("r0")).isFalse();
        assertThat(book.forgotten("r1")).isTrue();
    }

    @Test
    void theOldestOfTooManyItemsIsForgotten() {
        for (int i = 0; i < Book.MAX_ITEMS; i++) {
            book.item("i" + i);
        }
        assertThat(book.known("i0")).isNotNull();
        book.item("one more");
        assertThat(book.known("i0")).isNull();
        assertThat(book.known("i1")).isNotNull();
        assertThat(book.view()).hasSize(Book.MAX_ITEMS);
    }

    @Test
    void deletedItemsAreForgottenAndNamesOfThemAreBounded() {
        for (int i = 0; i < Book.MAX_DELETED; i++) {
            book.item("i" + i);
            book.remove("i" + i);
            assertThat(book.known("i" + i)).isNull();
        }
        book.remove("");
        assertThat(book.view()).isEmpty();
        assertThat(book.deleted("i0")).isTrue();
        book.remove("one more");
        assertThat(book.deleted("i0")).isFalse();
        assertThat(book.deleted("i1")).isTrue();
    }

    @Test
    void anItemStandsBehindTheOneItFollows() {
        book.item("a");
        book.item("b");
        ItemState c = book.item("c");
        book.placeAfter(c, "a");
        assertThat(book.view()).extracting(ConversationItem::id).containsExactly("a", "c", "b");
        book.placeAfter(c, "c");
        book.placeAfter(c, "nobody");
        book.placeAfter(c, null);
        assertThat(book.view()).extracting(ConversationItem::id).containsExactly("a", "c", "b");
    }

    private void begin(String id, boolean active) {
        ResponseState r = book.begin(id);
        r.active = active;
        r.voiceEnded = !active;
    }
}
