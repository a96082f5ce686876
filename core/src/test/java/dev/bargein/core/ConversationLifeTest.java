package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the first event to the last, and what is known in between. */
class ConversationLifeTest {

    @Test
    void aSessionIsReadyWhenTheServerConfirmsIt() {
        Desk desk = new Desk(ConversationConfig.of(TransportTraits.WEBSOCKET));
        desk.give(new Input.TransportUp());
        assertThat(desk.sentTypes()).containsExactly("session.update");
        assertThat(desk.notices).isEmpty();
        desk.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        desk.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        assertThat(desk.notices).containsExactly(new Notice.Ready());
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aSessionIsReadyAfterFiveSecondsWithoutAConfirmation() {
        Desk desk = new Desk(ConversationConfig.of(TransportTraits.WEBSOCKET));
        desk.give(new Input.TransportUp());
        desk.pass(4_999);
        assertThat(desk.notices).isEmpty();
        desk.pass(1);
        assertThat(desk.notices).last().isEqualTo(new Notice.Ready());
        assertThat(desk.noticed(Notice.TimedOut.class::isInstance)).isTrue();
    }

    @Test
    void aSessionThatAsksForNothingSendsNothing() {
        Desk desk = new Desk(ConversationConfig.of(TransportTraits.WEBSOCKET).withSession(SessionConfig.EMPTY));
        desk.give(new Input.TransportUp());
        desk.give(new Input.TransportUp());
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aClosedConversationSaysSoOnceAndThenNothing() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 500)
                .play(100)
                .forget();
        desk.give(new Input.Close());
        assertThat(desk.commands).last().isInstanceOf(Command.Disconnect.class);
        assertThat(desk.notices).containsExactly(new Notice.Closed("closed"));
        assertThat(desk.frame(0)[239]).isZero();
        assertThat(desk.conversation.pressAccepted()).isFalse();
        desk.forget().press().say();
        desk.give(new Input.TransportUp());
        desk.give(new Input.Close());
        assertThat(desk.commands).isEmpty();
    }

    @Test
    void aConversationThatWasNeverUpCanBeClosed() {
        Desk desk = new Desk(ConversationConfig.of(TransportTraits.WEBRTC));
        desk.give(new Input.Close());
        assertThat(desk.notices).containsExactly(new Notice.Closed("closed"));
        assertThat(desk.did(Command.ShutGate.class::isInstance)).isTrue();
    }

    @Test
    void aLostTransportIsToldOnceAndItCanComeBack() {
        Desk desk = Desk.webSocket().say().created("r1").forget();
        desk.give(new Input.TransportDown("gone"));
        desk.give(new Input.TransportDown("gone"));
        assertThat(desk.notices).containsExactly(new Notice.Closed("gone"));
        desk.forget();
        desk.give(new Input.TransportUp());
        desk.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        assertThat(desk.notices).containsExactly(new Notice.Ready());
        desk.forget().say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void theApplicationHearsOfAnAnswerFromItsBeginningToItsEnd() {
        Desk desk = Desk.webSocket().say().forget().created("r1").words("r1", "i1", "Hello");
        desk.sound("r1", "i1", 50).soundDone("r1", "i1").done("r1").play(100);
        assertThat(desk.notices)
                .containsExactly(
                        new Notice.ResponseStarted("r1"),
                        new Notice.AssistantText("r1", "i1", "Hello"),
                        new Notice.ResponseEnded("r1", "completed"),
                        new Notice.VoiceStarted("r1"),
                        new Notice.VoiceEnded("r1"));
    }

    @Test
    void theVoiceOfALiveStreamIsToldFromItsFirstSoundToItsLast() {
        Desk desk = Desk.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .forget()
                .started("r1");
        desk.play(100, 5_000);
        assertThat(desk.notices).containsExactly(new Notice.VoiceStarted("r1"));
        desk.done("r1").stopped("r1").forget().play(200);
        assertThat(desk.notices).isEmpty();
        desk.play(100);
        assertThat(desk.notices).containsExactly(new Notice.VoiceEnded("r1"));
    }

    @Test
    void aTextAnswerHasNoVoice() {
        Desk desk = Desk.webSocket().say().created("r1");
        desk.event(new ServerEvent.ResponseOutputTextDelta("", "r1", "i1", 0, 0, "Hi"));
        desk.done("r1").forget().stop();
        assertThat(desk.commands).isEmpty();
        assertThat(desk.conversation.items()).extracting(ConversationItem::text).containsExactly("Hi");
    }

    @Test
    void itemsAreInTheOrderOfTheServer() {
        Desk desk = Desk.webSocket()
                .added("a", "user", "")
                .added("c", "assistant", "a")
                .added("b", "user", "a");
        desk.added("d", "user", "nobody").added("a", "assistant", "d");
        assertThat(desk.conversation.items()).extracting(ConversationItem::id).containsExactly("a", "b", "c", "d");
        assertThat(desk.conversation.items()).extracting(ConversationItem::role).startsWith("user", "user");
        desk.event(new ServerEvent.ConversationItemDeleted("", "b"));
        assertThat(desk.conversation.items()).extracting(ConversationItem::id).containsExactly("a", "c", "d");
    }

    @Test
    void anAnswersItemGoesToItsPlaceWhenTheServerNamesIt() {
        Desk desk = Desk.webSocket()
                .added("u1", "user", "")
                .created("r1")
                .part("r1", "i1")
                .added("u2", "user", "u1");
        desk.added("i1", "assistant", "u1").added("i1", "assistant", "u2");
        assertThat(desk.conversation.items()).extracting(ConversationItem::id).containsExactly("u1", "i1", "u2");
    }

    @Test
    void whatTheUserSaidIsKnown() {
        Desk desk = Desk.webSocket();
        desk.event(new ServerEvent.ConversationItemCreated(
                "", null, Item.message("u1", "user", null, List.of(ContentPart.inputText("Hi")))));
        desk.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u2", 0, "Hello there"));
        desk.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u2", 0, "Hello"));
        assertThat(desk.conversation.items()).extracting(ConversationItem::text).containsExactly("Hi", "Hello");
        assertThat(desk.notices).contains(new Notice.UserText("u2", "Hello"));
    }

    @Test
    void anErrorIsPassedOnAndTheSessionLivesOn() {
        Desk desk = Desk.webSocket().forget().error("invalid_value", "");
        assertThat(desk.notices).hasSize(1).first().isInstanceOf(Notice.ServiceError.class);
        assertThat(desk.conversation.pressAccepted()).isTrue();
    }

    @Test
    void everyCommandNamesItsCauseAndTimeNeverRunsBackwards() {
        Conversation conversation = new Conversation(ConversationConfig.of(TransportTraits.WEBSOCKET));
        assertThat(conversation.handle(new Input.TransportUp(), 5_000).commands())
                .extracting(Command::cause)
                .containsOnly(1L);
        conversation.handle(new Input.Played(PlayoutReport.EMPTY), 10_000);
        Step step = conversation.handle(new Input.Press(), 1);
        assertThat(step.commands()).extracting(Command::cause).containsOnly(3L);
        assertThat(step.wakeAtNanos()).isGreaterThan(10_000);
    }
}
