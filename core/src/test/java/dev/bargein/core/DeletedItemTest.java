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
        CoreFixture core =
                CoreFixture.webSocket().added("u1", "user", "").created("r1").part("r1", "i1");
        core.deleted("i1").added("i1", "assistant", "u1").added("i1", "assistant", "");
        core.event(new ServerEvent.ConversationItemCreated("", "u1", Item.message("i1", "assistant", null, List.of())));
        assertThat(core.conversation.items()).extracting(ConversationItem::id).containsExactly("u1");
    }

    @Test
    void whatTheServerStillSaysOfItDoesNotBringItBack() {
        CoreFixture core =
                CoreFixture.webSocket().added("u1", "user", "").created("r1").part("r1", "i1");
        core.deleted("i1").deleted("u1").forget();
        core.part("r1", "i1").words("r1", "i1", "late").sound("r1", "i1", 100).soundDone("r1", "i1");
        core.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u1", 0, "Hello"));
        assertThat(core.conversation.items()).isEmpty();
        assertThat(core.noticed(Notice.UserText.class::isInstance)).isFalse();
    }

    @Test
    void aDeletionThatOvertakesTheItemHoldsToo() {
        CoreFixture core = CoreFixture.webSocket().deleted("u1").added("u1", "user", "");
        assertThat(core.conversation.items()).isEmpty();
    }

    @Test
    void anItemThatTheApplicationMakesAnewUnderItsIdIsThere() {
        CoreFixture core = CoreFixture.webSocket().added("u1", "user", "").deleted("u1");
        core.give(
                new Input.SendEvent(new ClientEvent.ConversationItemCreate(null, null, Item.userText("u1", "Again"))));
        core.added("u1", "user", "");
        assertThat(core.conversation.items()).extracting(ConversationItem::id).containsExactly("u1");
    }

    @Test
    void whatIsHeardOfItIsStillCountedAndNothingOfItIsTruncated() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(100);
        core.deleted("i1").sound("r1", "i1", 500).play(200).forget().stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel");
        assertThat(core.notices)
                .filteredOn(Notice.Interrupted.class::isInstance)
                .extracting(n -> ((Notice.Interrupted) n).heard().get(0).heard())
                .containsExactly(MediaTime.ofMillis(300));
    }

    @Test
    void whatTheApplicationDeletesIsNeitherTruncatedNorDeletedOnceMore() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(100);
        core.part("r1", "i2");
        for (String item : List.of("i1", "i2", "nobody")) {
            core.give(new Input.SendEvent(new ClientEvent.ConversationItemDelete(null, item)));
        }
        core.forget().stop().done("r1", "cancelled").pass(10_000);
        assertThat(core.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void wordsOfAnItemThatCameAfterItsDeletionAreTheResponsesAlone() {
        CoreFixture core = CoreFixture.webSocket().created("r1").deleted("i1");
        core.words("r1", "i1", "Hello ").words("r1", "i1", "there").sound("r1", "i1", 100);
        assertThat(core.conversation.items()).isEmpty();
        assertThat(core.frame(0)).as("it is heard all the same").contains(3_000);
    }

    @Test
    void itemsOfALostSessionAreNotTruncatedOrDeletedInTheNext() {
        for (CoreFixture core : List.of(CoreFixture.webSocket(), CoreFixture.webRtc())) {
            core.say().created("r1").part("r1", "i1").started("r1").sound("r1", "i1", 2_000);
            core.part("r1", "i2").words("r1", "i2", "unheard").play(300, 5_000);
            core.give(new Input.TransportDown("gone"));
            core.give(new Input.TransportUp());
            core.forget().stop().pass(10_000);
            assertThat(core.sent).isEmpty();
        }
    }

    @Test
    void anItemThatTheNextSessionKnowsAgainCanBeTruncated() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 2_000)
                .play(300);
        core.give(new Input.TransportDown("gone"));
        core.give(new Input.TransportUp());
        core.event(new ServerEvent.ConversationItemAdded(
                "", null, Item.message("i1", "assistant", null, List.of(ContentPart.inputText("x")))));
        core.forget().stop();
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate");
    }
}
