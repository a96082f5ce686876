package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** From the first event to the last, and what is known in between. */
class ConversationLifeTest {

    @Test
    void aSessionIsReadyWhenTheServerConfirmsIt() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        core.give(new Input.TransportUp());
        assertThat(core.sentTypes()).containsExactly("session.update");
        assertThat(core.notices).isEmpty();
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        assertThat(core.notices).containsExactly(new Notice.Ready());
        assertThat(core.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aSessionIsReadyAfterFiveSecondsWithoutAConfirmation() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        core.give(new Input.TransportUp());
        core.pass(4_999);
        assertThat(core.notices).isEmpty();
        core.pass(1);
        assertThat(core.notices).last().isEqualTo(new Notice.Ready());
        assertThat(core.noticed(Notice.TimedOut.class::isInstance)).isTrue();
    }

    @Test
    void aSessionThatAsksForNothingSendsNothing() {
        CoreFixture core =
                new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET).withSession(SessionConfig.EMPTY));
        core.give(new Input.TransportUp());
        core.give(new Input.TransportUp());
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aClosedConversationSaysSoOnceAndThenNothing() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 500)
                .play(100)
                .forget();
        core.give(new Input.Close());
        assertThat(core.commands).last().isInstanceOf(Command.Disconnect.class);
        assertThat(core.notices).containsExactly(new Notice.Closed("closed"));
        assertThat(core.frame(0)[239]).isZero();
        assertThat(core.conversation.pressAccepted()).isFalse();
        core.forget().press().say();
        core.give(new Input.TransportUp());
        core.give(new Input.Close());
        assertThat(core.commands).isEmpty();
    }

    @Test
    void aConversationThatWasNeverUpCanBeClosed() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBRTC));
        core.give(new Input.Close());
        assertThat(core.notices).containsExactly(new Notice.Closed("closed"));
        assertThat(core.did(Command.ShutGate.class::isInstance)).isTrue();
    }

    @Test
    void aLostTransportIsToldOnceAndItCanComeBack() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").forget();
        core.give(new Input.TransportDown("gone"));
        core.give(new Input.TransportDown("gone"));
        assertThat(core.notices).containsExactly(new Notice.Closed("gone"));
        core.forget();
        core.give(new Input.TransportUp());
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        assertThat(core.notices).containsExactly(new Notice.Ready());
        core.forget().say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void theApplicationHearsOfAnAnswerFromItsBeginningToItsEnd() {
        CoreFixture core = CoreFixture.webSocket().say().forget().created("r1").words("r1", "i1", "Hello");
        core.sound("r1", "i1", 50).soundDone("r1", "i1").done("r1").play(100);
        assertThat(core.notices)
                .containsExactly(
                        new Notice.ResponseStarted("r1"),
                        new Notice.AssistantText("r1", "i1", "Hello", ""),
                        new Notice.ResponseEnded("r1", "completed"),
                        new Notice.VoiceStarted("r1"),
                        new Notice.VoiceEnded("r1"));
    }

    @Test
    void theVoiceOfALiveStreamIsToldFromItsFirstSoundToItsLast() {
        CoreFixture core = CoreFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .forget()
                .started("r1");
        core.play(100, 5_000);
        assertThat(core.notices).containsExactly(new Notice.VoiceStarted("r1"));
        core.done("r1").stopped("r1").forget().play(200);
        assertThat(core.notices).isEmpty();
        core.play(100);
        assertThat(core.notices).containsExactly(new Notice.VoiceEnded("r1"));
    }

    @Test
    void aTextAnswerHasNoVoice() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1");
        core.event(new ServerEvent.ResponseOutputTextDelta("", "r1", "i1", 0, 0, "Hi"));
        core.done("r1").forget().stop();
        assertThat(core.commands).isEmpty();
        assertThat(core.conversation.items()).extracting(ConversationItem::text).containsExactly("Hi");
    }

    @Test
    void itemsAreInTheOrderOfTheServer() {
        CoreFixture core = CoreFixture.webSocket()
                .added("a", "user", "")
                .added("c", "assistant", "a")
                .added("b", "user", "a");
        core.added("d", "user", "nobody").added("a", "assistant", "d");
        assertThat(core.conversation.items()).extracting(ConversationItem::id).containsExactly("a", "b", "c", "d");
        assertThat(core.conversation.items()).extracting(ConversationItem::role).startsWith("user", "user");
        core.event(new ServerEvent.ConversationItemDeleted("", "b"));
        assertThat(core.conversation.items()).extracting(ConversationItem::id).containsExactly("a", "c", "d");
    }

    @Test
    void anAnswersItemGoesToItsPlaceWhenTheServerNamesIt() {
        CoreFixture core = CoreFixture.webSocket()
                .added("u1", "user", "")
                .created("r1")
                .part("r1", "i1")
                .added("u2", "user", "u1");
        core.added("i1", "assistant", "u1").added("i1", "assistant", "u2");
        assertThat(core.conversation.items()).extracting(ConversationItem::id).containsExactly("u1", "i1", "u2");
    }

    @Test
    void whatTheUserSaidIsKnown() {
        CoreFixture core = CoreFixture.webSocket();
        core.event(new ServerEvent.ConversationItemCreated(
                "", null, Item.message("u1", "user", null, List.of(ContentPart.inputText("Hi")))));
        core.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u2", 0, "Hello there"));
        core.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u2", 0, "Hello"));
        assertThat(core.conversation.items()).extracting(ConversationItem::text).containsExactly("Hi", "Hello");
        assertThat(core.notices).contains(new Notice.UserText("u2", "Hello"));
    }

    @Test
    void anErrorIsPassedOnAndTheSessionLivesOn() {
        CoreFixture core = CoreFixture.webSocket().forget().error("invalid_value", "");
        assertThat(core.notices).hasSize(1).first().isInstanceOf(Notice.ServiceError.class);
        assertThat(core.conversation.pressAccepted()).isTrue();
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

    @Test
    void aSessionThatTheServerDoesNotTakeIsToldAtOnce() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        core.give(new Input.TransportUp());
        String id = Objects.requireNonNull(core.sent.get(0).eventId());
        core.error("invalid_value", id);
        assertThat(core.notices).anyMatch(Notice.SessionRefused.class::isInstance);
        assertThat(core.notices).contains(new Notice.Ready());

        CoreFixture other = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        other.give(new Input.TransportUp());
        other.error("invalid_value", "somebody else's");
        assertThat(other.notices).noneMatch(Notice.SessionRefused.class::isInstance);
    }
}
