package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An item that was deleted is gone for good. */
class DeletedItemTest {

    @Test
    void aLateAddedDoesNotBringItBack() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .added("u1", "user", "")
                .created("r1")
                .part("r1", "i1");
        fixture.deleted("i1").added("i1", "assistant", "u1").added("i1", "assistant", "");
        fixture.event(
                new ServerEvent.ConversationItemCreated("", "u1", Item.message("i1", "assistant", null, List.of())));
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::id)
                .containsExactly("u1");
    }

    @Test
    void whatTheServerStillSaysOfItDoesNotBringItBack() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .added("u1", "user", "")
                .created("r1")
                .part("r1", "i1");
        fixture.deleted("i1").deleted("u1").forget();
        fixture.part("r1", "i1")
                .words("r1", "i1", "late")
                .sound("r1", "i1", 100)
                .soundDone("r1", "i1");
        fixture.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u1", 0, "Hello"));
        assertThat(fixture.conversation.items()).isEmpty();
        assertThat(fixture.noticed(Notice.UserText.class::isInstance)).isFalse();
    }

    @Test
    void aDeletionThatOvertakesTheItemHoldsToo() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().deleted("u1").added("u1", "user", "");
        assertThat(fixture.conversation.items()).isEmpty();
    }

    @Test
    void anItemThatTheApplicationMakesAnewUnderItsIdIsThere() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().added("u1", "user", "").deleted("u1");
        fixture.give(
                new Input.SendEvent(new ClientEvent.ConversationItemCreate(null, null, Item.userText("u1", "Again"))));
        fixture.added("u1", "user", "");
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::id)
                .containsExactly("u1");
    }

    @Test
    void whatIsHeardOfItIsStillCountedAndNothingOfItIsTruncated() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(100);
        fixture.deleted("i1").sound("r1", "i1", 500).play(200).forget().stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
        assertThat(fixture.notices)
                .filteredOn(Notice.Interrupted.class::isInstance)
                .extracting(n -> ((Notice.Interrupted) n).heard().get(0).heard())
                .containsExactly(MediaTime.ofMillis(300));
    }

    @Test
    void whatTheApplicationDeletesIsNeitherTruncatedNorDeletedOnceMore() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(100);
        fixture.part("r1", "i2");
        for (String item : List.of("i1", "i2", "nobody")) {
            fixture.give(new Input.SendEvent(new ClientEvent.ConversationItemDelete(null, item)));
        }
        fixture.forget().stop().done("r1", "cancelled").pass(10_000);
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void wordsOfAnItemThatCameAfterItsDeletionAreTheResponsesAlone() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().created("r1").deleted("i1");
        fixture.words("r1", "i1", "Hello ").words("r1", "i1", "there").sound("r1", "i1", 100);
        assertThat(fixture.conversation.items()).isEmpty();
        assertThat(fixture.frame(0)).as("it is heard all the same").contains(3_000);
    }

    @Test
    void itemsOfALostSessionAreNotTruncatedOrDeletedInTheNext() {
        for (ConversationFixture fixture : List.of(ConversationFixture.webSocket(), ConversationFixture.webRtc())) {
            fixture.say().created("r1").part("r1", "i1").started("r1").sound("r1", "i1", 2_000);
            fixture.part("r1", "i2").words("r1", "i2", "unheard").play(300, 5_000);
            fixture.give(new Input.TransportDown("gone"));
            fixture.give(new Input.TransportUp());
            fixture.forget().stop().pass(10_000);
            assertThat(fixture.sent).isEmpty();
        }
    }

    @Test
    void anItemThatTheNextSessionKnowsAgainCanBeTruncated() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 2_000)
                .play(300);
        fixture.give(new Input.TransportDown("gone"));
        fixture.give(new Input.TransportUp());
        fixture.event(new ServerEvent.ConversationItemAdded(
                "", null, Item.message("i1", "assistant", null, List.of(ContentPart.inputText("x")))));
        fixture.forget().stop();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.truncate");
    }
}
