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
        ConversationFixture fixture = new ConversationFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        fixture.give(new Input.TransportUp());
        assertThat(fixture.sentTypes()).containsExactly("session.update");
        assertThat(fixture.notices).isEmpty();
        fixture.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        fixture.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        assertThat(fixture.notices).containsExactly(new Notice.Ready());
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aSessionIsReadyAfterFiveSecondsWithoutAConfirmation() {
        ConversationFixture fixture = new ConversationFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        fixture.give(new Input.TransportUp());
        fixture.pass(4_999);
        assertThat(fixture.notices).isEmpty();
        fixture.pass(1);
        assertThat(fixture.notices).last().isEqualTo(new Notice.Ready());
        assertThat(fixture.noticed(Notice.TimedOut.class::isInstance)).isTrue();
    }

    @Test
    void aSessionThatAsksForNothingSendsNothing() {
        ConversationFixture fixture = new ConversationFixture(
                ConversationConfig.of(TransportTraits.WEBSOCKET).withSession(SessionConfig.EMPTY));
        fixture.give(new Input.TransportUp());
        fixture.give(new Input.TransportUp());
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aClosedConversationSaysSoOnceAndThenNothing() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 500)
                .play(100)
                .forget();
        fixture.give(new Input.Close());
        assertThat(fixture.commands).last().isInstanceOf(Command.Disconnect.class);
        assertThat(fixture.notices).containsExactly(new Notice.Closed("closed"));
        assertThat(fixture.frame(0)[239]).isZero();
        assertThat(fixture.conversation.pressAccepted()).isFalse();
        fixture.forget().press().say();
        fixture.give(new Input.TransportUp());
        fixture.give(new Input.Close());
        assertThat(fixture.commands).isEmpty();
    }

    @Test
    void aConversationThatWasNeverUpCanBeClosed() {
        ConversationFixture fixture = new ConversationFixture(ConversationConfig.of(TransportTraits.WEBRTC));
        fixture.give(new Input.Close());
        assertThat(fixture.notices).containsExactly(new Notice.Closed("closed"));
        assertThat(fixture.did(Command.ShutGate.class::isInstance)).isTrue();
    }

    @Test
    void aLostTransportIsToldOnceAndItCanComeBack() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().created("r1").forget();
        fixture.give(new Input.TransportDown("gone"));
        fixture.give(new Input.TransportDown("gone"));
        assertThat(fixture.notices).containsExactly(new Notice.Closed("gone"));
        fixture.forget();
        fixture.give(new Input.TransportUp());
        fixture.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        assertThat(fixture.notices).containsExactly(new Notice.Ready());
        fixture.forget().say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void theApplicationHearsOfAnAnswerFromItsBeginningToItsEnd() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().forget().created("r1").words("r1", "i1", "Hello");
        fixture.sound("r1", "i1", 50).soundDone("r1", "i1").done("r1").play(100);
        assertThat(fixture.notices)
                .containsExactly(
                        new Notice.ResponseStarted("r1"),
                        new Notice.AssistantText("r1", "i1", "Hello"),
                        new Notice.ResponseEnded("r1", "completed"),
                        new Notice.VoiceStarted("r1"),
                        new Notice.VoiceEnded("r1"));
    }

    @Test
    void theVoiceOfALiveStreamIsToldFromItsFirstSoundToItsLast() {
        ConversationFixture fixture = ConversationFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .forget()
                .started("r1");
        fixture.play(100, 5_000);
        assertThat(fixture.notices).containsExactly(new Notice.VoiceStarted("r1"));
        fixture.done("r1").stopped("r1").forget().play(200);
        assertThat(fixture.notices).isEmpty();
        fixture.play(100);
        assertThat(fixture.notices).containsExactly(new Notice.VoiceEnded("r1"));
    }

    @Test
    void aTextAnswerHasNoVoice() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1");
        fixture.event(new ServerEvent.ResponseOutputTextDelta("", "r1", "i1", 0, 0, "Hi"));
        fixture.done("r1").forget().stop();
        assertThat(fixture.commands).isEmpty();
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::text)
                .containsExactly("Hi");
    }

    @Test
    void itemsAreInTheOrderOfTheServer() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .added("a", "user", "")
                .added("c", "assistant", "a")
                .added("b", "user", "a");
        fixture.added("d", "user", "nobody").added("a", "assistant", "d");
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::id)
                .containsExactly("a", "b", "c", "d");
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::role)
                .startsWith("user", "user");
        fixture.event(new ServerEvent.ConversationItemDeleted("", "b"));
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::id)
                .containsExactly("a", "c", "d");
    }

    @Test
    void anAnswersItemGoesToItsPlaceWhenTheServerNamesIt() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .added("u1", "user", "")
                .created("r1")
                .part("r1", "i1")
                .added("u2", "user", "u1");
        fixture.added("i1", "assistant", "u1").added("i1", "assistant", "u2");
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::id)
                .containsExactly("u1", "i1", "u2");
    }

    @Test
    void whatTheUserSaidIsKnown() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.event(new ServerEvent.ConversationItemCreated(
                "", null, Item.message("u1", "user", null, List.of(ContentPart.inputText("Hi")))));
        fixture.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u2", 0, "Hello there"));
        fixture.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u2", 0, "Hello"));
        assertThat(fixture.conversation.items())
                .extracting(ConversationItem::text)
                .containsExactly("Hi", "Hello");
        assertThat(fixture.notices).contains(new Notice.UserText("u2", "Hello"));
    }

    @Test
    void anErrorIsPassedOnAndTheSessionLivesOn() {
        ConversationFixture fixture = ConversationFixture.webSocket().forget().error("invalid_value", "");
        assertThat(fixture.notices).hasSize(1).first().isInstanceOf(Notice.ServiceError.class);
        assertThat(fixture.conversation.pressAccepted()).isTrue();
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
