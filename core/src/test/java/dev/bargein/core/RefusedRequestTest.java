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
        Desk desk = Desk.webSocket().say();
        String request = desk.lastRequest();
        desk.created("vad").error(BUSY, request).forget().pass(30_000);
        assertThat(desk.sent).as("while that answer runs").isEmpty();
        desk.done("vad");
        assertThat(desk.sentTypes()).containsExactly("response.create");
        assertThat(desk.lastRequest()).as("a new event has a new id").isNotEqualTo(request);
    }

    @Test
    void soItIsWhereTheServerDoesNotSayWhatItRefused() {
        Desk desk =
                Desk.webSocket().say().created("vad").error(BUSY, "").forget().done("vad");
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void anAnswerThatBeganIsNotAskedForTwiceForSomebodyElsesRefusal() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .error(BUSY, "theirs")
                .done("r1")
                .forget();
        desk.error(BUSY, "").pass(60_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aQuestionThatWasTakenBackIsNotAskedAgain() {
        Desk desk = Desk.webSocket().say();
        String request = desk.lastRequest();
        desk.created("vad")
                .stop()
                .error(BUSY, request)
                .forget()
                .done("vad", "cancelled")
                .pass(60_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aQuestionThatIsWrongIsNotAskedAgain() {
        Desk desk = Desk.webSocket().say();
        String request = desk.lastRequest();
        desk.created("vad").error("invalid_value", request).forget().done("vad").pass(60_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void theIdThatTheApplicationGaveIsKeptWhenItIsAskedAgain() {
        Desk desk = Desk.webSocket();
        desk.give(new Input.SendEvent(new ClientEvent.ResponseCreate("mine", JsonObject.EMPTY)));
        desk.created("vad").error(BUSY, "mine").forget().done("vad");
        assertThat(desk.lastRequest()).isEqualTo("mine");
    }

    @Test
    void anAnswerAsidePutsNoEndToTheWait() {
        Desk desk = Desk.webSocket().say();
        desk.created("sideband", "conv", null).done("sideband").say();
        desk.error(BUSY, desk.lastRequest())
                .created("aside", null, null)
                .forget()
                .done("aside");
        assertThat(desk.sent).isEmpty();
        desk.pass(250);
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void afterAReconnectQuestionsAreAskedAtOnce() {
        Desk desk = Desk.webSocket();
        desk.give(new Input.Respond());
        desk.error(BUSY, desk.lastRequest());
        desk.give(new Input.TransportDown("gone"));
        desk.give(new Input.TransportUp());
        desk.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY))
                .forget()
                .say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void afterAReconnectARefusalIsRetriedAsOftenAsBefore() {
        Desk desk = Desk.webSocket().say();
        for (int i = 0; i < 4; i++) {
            desk.error(BUSY, "").pass(5_000);
        }
        desk.give(new Input.TransportDown("gone"));
        desk.give(new Input.TransportUp());
        desk.say().error(BUSY, "").forget().pass(249);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aQuestionThatWasOnItsWayWhenTheTransportBrokeHoldsNothingUpAfterwards() {
        Desk desk = Desk.webSocket().say();
        desk.give(new Input.TransportDown("gone"));
        desk.give(new Input.TransportUp());
        desk.forget().say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void whatWasWaitedForEndsWithTheTransport() {
        Desk desk = Desk.webSocket().say().created("r1").sound("r1", "i1", 100).stop();
        desk.give(new Input.TransportDown("gone"));
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.NONE);
        assertThat(desk.forget().pass(120_000).notices).isEmpty();
    }

    @Test
    void afterAReconnectTheServerMayBeOneThatSaysLess() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "mood");
        Desk desk = Desk.webSocket();
        desk.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("metadata", tag))));
        desk.created("r1", "conv", tag).done("r1").say().created("r2", "conv", null);
        desk.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        desk.error(BUSY, desk.lastRequest());
        desk.give(new Input.TransportDown("gone"));
        desk.give(new Input.TransportUp());
        desk.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("metadata", tag))));
        desk.created("r3", null, null).forget().stop();
        assertThat(desk.sentTypes())
                .as("it answers the question, and is of the conversation")
                .containsExactly("response.cancel");
        desk.done("r3", "cancelled").say().created("r4").forget();
        desk.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        assertThat(desk.sentTypes()).as("nothing is known of refusals").containsExactly("response.create");
    }
}
