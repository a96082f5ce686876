package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import org.junit.jupiter.api.Test;

/** A question that the server refuses since it answers already is asked again. */
class RefusedRequestTest {
    private static final String BUSY = "conversation_already_has_active_response";

    @Test
    void aQuestionThatMetTheServersOwnAnswerIsAskedAfterIt() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        String request = fixture.lastRequest();
        fixture.created("vad").error(BUSY, request).forget().pass(30_000);
        assertThat(fixture.sent).as("while that answer runs").isEmpty();
        fixture.done("vad");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        assertThat(fixture.lastRequest()).as("a new event has a new id").isNotEqualTo(request);
    }

    @Test
    void soItIsWhereTheServerDoesNotSayWhatItRefused() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("vad")
                .error(BUSY, "")
                .forget()
                .done("vad");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void anAnswerThatBeganIsNotAskedForTwiceForSomebodyElsesRefusal() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .error(BUSY, "theirs")
                .done("r1")
                .forget();
        fixture.error(BUSY, "").pass(60_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aQuestionThatWasTakenBackIsNotAskedAgain() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        String request = fixture.lastRequest();
        fixture.created("vad")
                .stop()
                .error(BUSY, request)
                .forget()
                .done("vad", "cancelled")
                .pass(60_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aQuestionThatIsWrongIsNotAskedAgain() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        String request = fixture.lastRequest();
        fixture.created("vad")
                .error("invalid_value", request)
                .forget()
                .done("vad")
                .pass(60_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void theIdThatTheApplicationGaveIsKeptWhenItIsAskedAgain() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.give(new Input.SendEvent(new ClientEvent.ResponseCreate("mine", JsonObject.EMPTY)));
        fixture.created("vad").error(BUSY, "mine").forget().done("vad");
        assertThat(fixture.lastRequest()).isEqualTo("mine");
    }

    @Test
    void anAnswerAsidePutsNoEndToTheWait() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        fixture.created("sideband", "conv", null).done("sideband").say();
        fixture.error(BUSY, fixture.lastRequest())
                .created("aside", null, null)
                .forget()
                .done("aside");
        assertThat(fixture.sent).isEmpty();
        fixture.pass(250);
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void afterAReconnectQuestionsAreAskedAtOnce() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.give(new Input.Respond());
        fixture.error(BUSY, fixture.lastRequest());
        fixture.give(new Input.TransportDown("gone"));
        fixture.give(new Input.TransportUp());
        fixture.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY))
                .forget()
                .say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void afterAReconnectARefusalIsRetriedAsOftenAsBefore() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        for (int i = 0; i < 4; i++) {
            fixture.error(BUSY, "").pass(5_000);
        }
        fixture.give(new Input.TransportDown("gone"));
        fixture.give(new Input.TransportUp());
        fixture.say().error(BUSY, "").forget().pass(249);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aQuestionThatWasOnItsWayWhenTheTransportBrokeHoldsNothingUpAfterwards() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        fixture.give(new Input.TransportDown("gone"));
        fixture.give(new Input.TransportUp());
        fixture.forget().say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void whatWasWaitedForEndsWithTheTransport() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 100)
                .stop();
        fixture.give(new Input.TransportDown("gone"));
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.NONE);
        assertThat(fixture.forget().pass(120_000).notices).isEmpty();
    }

    @Test
    void afterAReconnectTheServerMayBeOneThatSaysLess() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "mood");
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("metadata", tag))));
        fixture.created("r1", "conv", tag).done("r1").say().created("r2", "conv", null);
        fixture.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        fixture.error(BUSY, fixture.lastRequest());
        fixture.give(new Input.TransportDown("gone"));
        fixture.give(new Input.TransportUp());
        fixture.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("metadata", tag))));
        fixture.created("r3", null, null).forget().stop();
        assertThat(fixture.sentTypes())
                .as("it answers the question, and is of the conversation")
                .containsExactly("response.cancel");
        fixture.done("r3", "cancelled").say().created("r4").forget();
        fixture.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        assertThat(fixture.sentTypes()).as("nothing is known of refusals").containsExactly("response.create");
    }
}
