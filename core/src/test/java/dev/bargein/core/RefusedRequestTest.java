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
        CoreFixture core = CoreFixture.webSocket().say();
        String request = core.lastRequest();
        core.created("vad").error(BUSY, request).forget().pass(30_000);
        assertThat(core.sent).as("while that answer runs").isEmpty();
        core.done("vad");
        assertThat(core.sentTypes()).containsExactly("response.create");
        assertThat(core.lastRequest()).as("a new event has a new id").isNotEqualTo(request);
    }

    @Test
    void soItIsWhereTheServerDoesNotSayWhatItRefused() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("vad")
                .error(BUSY, "")
                .forget()
                .done("vad");
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void anAnswerThatBeganIsNotAskedForTwiceForSomebodyElsesRefusal() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .error(BUSY, "theirs")
                .done("r1")
                .forget();
        core.error(BUSY, "").pass(60_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aQuestionThatWasTakenBackIsNotAskedAgain() {
        CoreFixture core = CoreFixture.webSocket().say();
        String request = core.lastRequest();
        core.created("vad")
                .stop()
                .error(BUSY, request)
                .forget()
                .done("vad", "cancelled")
                .pass(60_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aQuestionThatIsWrongIsNotAskedAgain() {
        CoreFixture core = CoreFixture.webSocket().say();
        String request = core.lastRequest();
        core.created("vad").error("invalid_value", request).forget().done("vad").pass(60_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void theIdThatTheApplicationGaveIsKeptWhenItIsAskedAgain() {
        CoreFixture core = CoreFixture.webSocket();
        core.give(new Input.SendEvent(new ClientEvent.ResponseCreate("mine", JsonObject.EMPTY)));
        core.created("vad").error(BUSY, "mine").forget().done("vad");
        assertThat(core.lastRequest()).isEqualTo("mine");
    }

    @Test
    void anAnswerAsidePutsNoEndToTheWait() {
        CoreFixture core = CoreFixture.webSocket().say();
        core.created("sideband", "conv", null).done("sideband").say();
        core.error(BUSY, core.lastRequest())
                .created("aside", null, null)
                .forget()
                .done("aside");
        assertThat(core.sent).isEmpty();
        core.pass(250);
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void afterAReconnectQuestionsAreAskedAtOnce() {
        CoreFixture core = CoreFixture.webSocket();
        core.give(new Input.Respond());
        core.error(BUSY, core.lastRequest());
        core.give(new Input.TransportDown("gone"));
        core.give(new Input.TransportUp());
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY))
                .forget()
                .say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void afterAReconnectARefusalIsRetriedAsOftenAsBefore() {
        CoreFixture core = CoreFixture.webSocket().say();
        for (int i = 0; i < 4; i++) {
            core.error(BUSY, "").pass(5_000);
        }
        core.give(new Input.TransportDown("gone"));
        core.give(new Input.TransportUp());
        core.say().error(BUSY, "").forget().pass(249);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aQuestionThatWasOnItsWayWhenTheTransportBrokeHoldsNothingUpAfterwards() {
        CoreFixture core = CoreFixture.webSocket().say();
        core.give(new Input.TransportDown("gone"));
        core.give(new Input.TransportUp());
        core.forget().say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void whatWasWaitedForEndsWithTheTransport() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 100)
                .stop();
        core.give(new Input.TransportDown("gone"));
        assertThat(core.wakeReason()).isEqualTo(WakeReason.NONE);
        assertThat(core.forget().pass(120_000).notices).isEmpty();
    }

    @Test
    void afterAReconnectTheServerMayBeOneThatSaysLess() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "mood");
        CoreFixture core = CoreFixture.webSocket();
        core.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("metadata", tag))));
        core.created("r1", "conv", tag).done("r1").say().created("r2", "conv", null);
        core.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        core.error(BUSY, core.lastRequest());
        core.give(new Input.TransportDown("gone"));
        core.give(new Input.TransportUp());
        core.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("metadata", tag))));
        core.created("r3", null, null).forget().stop();
        assertThat(core.sentTypes())
                .as("it answers the question, and is of the conversation")
                .containsExactly("response.cancel");
        core.done("r3", "cancelled").say().created("r4").forget();
        core.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        assertThat(core.sentTypes()).as("nothing is known of refusals").containsExactly("response.create");
    }
}
