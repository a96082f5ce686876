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
        Desk desk = Desk.webSocket().added("u1", "user", "").created("r1").part("r1", "i1");
        desk.deleted("i1").added("i1", "assistant", "u1").added("i1", "assistant", "");
        desk.event(new ServerEvent.ConversationItemCreated("", "u1", Item.message("i1", "assistant", null, List.of())));
        assertThat(desk.conversation.items()).extracting(ConversationItem::id).containsExactly("u1");
    }

    @Test
    void whatTheServerStillSaysOfItDoesNotBringItBack() {
        Desk desk = Desk.webSocket().added("u1", "user", "").created("r1").part("r1", "i1");
        desk.deleted("i1").deleted("u1").forget();
        desk.part("r1", "i1").words("r1", "i1", "late").sound("r1", "i1", 100).soundDone("r1", "i1");
        desk.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u1", 0, "Hello"));
        assertThat(desk.conversation.items()).isEmpty();
        assertThat(desk.noticed(Notice.UserText.class::isInstance)).isFalse();
    }

    @Test
    void aDeletionThatOvertakesTheItemHoldsToo() {
        Desk desk = Desk.webSocket().deleted("u1").added("u1", "user", "");
        assertThat(desk.conversation.items()).isEmpty();
    }

    @Test
    void anItemThatTheApplicationMakesAnewUnderItsIdIsThere() {
        Desk desk = Desk.webSocket().added("u1", "user", "").deleted("u1");
        desk.give(
                new Input.SendEvent(new ClientEvent.ConversationItemCreate(null, null, Item.userText("u1", "Again"))));
        desk.added("u1", "user", "");
        assertThat(desk.conversation.items()).extracting(ConversationItem::id).containsExactly("u1");
    }

    @Test
    void whatIsHeardOfItIsStillCountedAndNothingOfItIsTruncated() {
        Desk desk =
                Desk.webSocket().say().created("r1").sound("r1", "i1", 1_000).play(100);
        desk.deleted("i1").sound("r1", "i1", 500).play(200).forget().stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
        assertThat(desk.notices)
                .filteredOn(Notice.Interrupted.class::isInstance)
                .extracting(n -> ((Notice.Interrupted) n).heard().get(0).heard())
                .containsExactly(MediaTime.ofMillis(300));
    }

    @Test
    void whatTheApplicationDeletesIsNeitherTruncatedNorDeletedOnceMore() {
        Desk desk =
                Desk.webSocket().say().created("r1").sound("r1", "i1", 1_000).play(100);
        desk.part("r1", "i2");
        for (String item : List.of("i1", "i2", "nobody")) {
            desk.give(new Input.SendEvent(new ClientEvent.ConversationItemDelete(null, item)));
        }
        desk.forget().stop().done("r1", "cancelled").pass(10_000);
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void wordsOfAnItemThatCameAfterItsDeletionAreTheResponsesAlone() {
        Desk desk = Desk.webSocket().created("r1").deleted("i1");
        desk.words("r1", "i1", "Hello ").words("r1", "i1", "there").sound("r1", "i1", 100);
        assertThat(desk.conversation.items()).isEmpty();
        assertThat(desk.frame(0)).as("it is heard all the same").contains(3_000);
    }

    @Test
    void itemsOfALostSessionAreNotTruncatedOrDeletedInTheNext() {
        for (Desk desk : List.of(Desk.webSocket(), Desk.webRtc())) {
            desk.say().created("r1").part("r1", "i1").started("r1").sound("r1", "i1", 2_000);
            desk.part("r1", "i2").words("r1", "i2", "unheard").play(300, 5_000);
            desk.give(new Input.TransportDown("gone"));
            desk.give(new Input.TransportUp());
            desk.forget().stop().pass(10_000);
            assertThat(desk.sent).isEmpty();
        }
    }

    @Test
    void anItemThatTheNextSessionKnowsAgainCanBeTruncated() {
        Desk desk =
                Desk.webSocket().say().created("r1").sound("r1", "i1", 2_000).play(300);
        desk.give(new Input.TransportDown("gone"));
        desk.give(new Input.TransportUp());
        desk.event(new ServerEvent.ConversationItemAdded(
                "", null, Item.message("i1", "assistant", null, List.of(ContentPart.inputText("x")))));
        desk.forget().stop();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate");
    }
}
