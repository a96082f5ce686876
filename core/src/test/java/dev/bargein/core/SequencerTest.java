package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Responses are asked for one at a time. */
class SequencerTest {

    @Test
    void aQuestionIsAnItemAndARequest() {
        CoreFixture core = CoreFixture.webSocket().say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(core.sent)
                .extracting(ClientEvent::eventId)
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsAskedForWithoutATransport() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET)).say();
        core.give(new Input.SendEvent(new ClientEvent.InputAudioBufferClear(null)));
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aRequestFromBeforeTheTransportIsMadeWhenItIsUp() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        core.give(new Input.Respond());
        assertThat(core.sent).isEmpty();
        core.give(new Input.TransportUp());
        assertThat(core.sentTypes()).containsExactly("session.update", "response.create");
    }

    @Test
    void aSecondQuestionWaitsForTheFirstAnswer() {
        CoreFixture core = CoreFixture.webSocket().say().forget().say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create");
        core.created("r1").forget().say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create");
        core.forget().done("r1");
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void plainRequestsThatWaitAreOne() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1");
        core.give(new Input.Respond());
        core.give(new Input.Respond());
        core.forget().done("r1").created("r2").done("r2");
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void requestsWithOptionsKeepThemAndTheirOrder() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1");
        core.give(new Input.SendEvent(create("one")));
        core.give(new Input.Respond());
        core.give(new Input.SendEvent(create("two")));
        core.forget()
                .done("r1")
                .created("r2")
                .done("r2")
                .created("r3")
                .done("r3")
                .created("r4");
        assertThat(core.sent)
                .extracting(e -> ((ClientEvent.ResponseCreate) e).response())
                .containsExactly(
                        create("one").response(),
                        JsonObject.EMPTY,
                        create("two").response());
    }

    @Test
    void theIdThatTheApplicationGaveIsKept() {
        CoreFixture core = CoreFixture.webSocket();
        core.give(new Input.SendEvent(new ClientEvent.ResponseCreate("mine", JsonObject.EMPTY)));
        assertThat(core.sent(ClientEvent.ResponseCreate.class).eventId()).isEqualTo("mine");
    }

    @Test
    void moreThanEightWaitingRequestsPushTheOldestOut() {
        CoreFixture core = CoreFixture.webSocket().say().created("r");
        for (int i = 0; i < 9; i++) {
            core.give(new Input.SendEvent(create("n" + i)));
        }
        core.forget().done("r");
        for (int i = 0; i < 9; i++) {
            core.created("r" + i).done("r" + i);
        }
        assertThat(core.sent)
                .extracting(e -> ((ClientEvent.ResponseCreate) e).response().string("instructions"))
                .isEqualTo(List.of("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"));
    }

    @Test
    void otherEventsOfTheApplicationGoStraightThrough() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").forget();
        ClientEvent event = new ClientEvent.ConversationItemRetrieve("e", "i");
        core.give(new Input.SendEvent(event));
        assertThat(core.sent).containsExactly(event);
    }

    @Test
    void aRefusalBecauseAnotherOneRunsIsRetriedLaterAndLater() {
        CoreFixture core = CoreFixture.webSocket().say();
        long[] waits = {250, 500, 1_000, 2_000, 4_000};
        for (long wait : waits) {
            String id = lastRequest(core);
            core.forget().error("conversation_already_has_active_response", id);
            assertThat(core.wakeReason()).isEqualTo(WakeReason.RESPONSE_RETRY);
            core.pass(wait - 1);
            assertThat(core.sent).isEmpty();
            core.pass(1);
            assertThat(core.sentTypes()).containsExactly("response.create");
        }
        core.forget().error("conversation_already_has_active_response", "").pass(60_000);
        assertThat(core.sent).isEmpty();
        assertThat(core.noticed(Notice.ServiceError.class::isInstance)).isTrue();
    }

    @Test
    void aRefusedRequestGoesAgainAsSoonAsTheOtherOneIsDone() {
        CoreFixture core = CoreFixture.webSocket().say();
        core.forget().error("conversation_already_has_active_response", "");
        core.done("stranger");
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aRequestThatIsRefusedForAnotherReasonIsNotRepeated() {
        CoreFixture core = CoreFixture.webSocket().say();
        String id = lastRequest(core);
        core.say().forget().error("invalid_value", id);
        assertThat(core.sentTypes()).as("the one that waited").containsExactly("response.create");
    }

    @Test
    void anErrorOfSomethingElseLeavesTheRequestAlone() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .say()
                .forget()
                .error("invalid_value", "somebody")
                .error("x", "");
        assertThat(core.sent).isEmpty();
        assertThat(core.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
    }

    @Test
    void aRequestWithoutAnAnswerIsGivenUpAfterTenSeconds() {
        CoreFixture core = CoreFixture.webSocket().say().say().forget().pass(9_999);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("response.create");
        assertThat(core.noticed(n -> n instanceof Notice.TimedOut t && t.reason() == WakeReason.RESPONSE_CREATED))
                .isTrue();
    }

    @Test
    void aStopForgetsWhatWasNotAskedForYet() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .say()
                .stop()
                .forget()
                .done("r1", "cancelled");
        assertThat(core.sent).isEmpty();
        core.say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void aStopWhileARequestWaitsForItsRetryForgetsIt() {
        CoreFixture core = CoreFixture.webSocket().say();
        core.error("conversation_already_has_active_response", "")
                .stop()
                .forget()
                .pass(60_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aRefusalAfterAStopIsNotRetried() {
        CoreFixture core = CoreFixture.webSocket().say();
        String id = lastRequest(core);
        core.stop()
                .forget()
                .error("conversation_already_has_active_response", id)
                .pass(60_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aCancelledResponseThatDoesNotEndIsGivenUpAfterThreeSeconds() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .stop()
                .say()
                .forget()
                .pass(2_999);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("response.create");
        assertThat(core.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void anErrorThatNothingIsActiveEndsTheCancelledResponse() {
        CoreFixture core =
                CoreFixture.webSocket().say().created("r1").stop().say().forget();
        core.error("response_cancel_not_active", "");
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void anErrorThatNothingIsActiveLeavesARunningResponseAlone() {
        CoreFixture core =
                CoreFixture.webSocket().say().created("r1").say().forget().error("response_cancel_not_active", "");
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aResponseThatFallsSilentForAMinuteIsGivenUp() {
        CoreFixture core =
                CoreFixture.webSocket().say().created("r1").say().forget().pass(59_999);
        core.words("r1", "i1", "still here ").pass(59_999);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("response.create");
        assertThat(core.noticed(n -> n instanceof Notice.TimedOut t && t.reason() == WakeReason.RESPONSE_STALLED))
                .isTrue();
    }

    @Test
    void aResponseOutsideTheConversationHoldsNothingUp() {
        CoreFixture core = CoreFixture.webSocket();
        core.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        core.created("side").forget().say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void aResponseThatIsOverBeforeItWasAnnouncedLetsTheNextGo() {
        CoreFixture core = CoreFixture.webSocket().say().say().forget().done("r1");
        assertThat(core.sentTypes()).containsExactly("response.create");
        core.forget().created("r1");
        assertThat(core.commands).isEmpty();
    }

    @Test
    void aLostTransportForgetsAllRequests() {
        CoreFixture core = CoreFixture.webSocket().say().say();
        core.give(new Input.TransportDown("gone"));
        core.forget();
        core.give(new Input.TransportUp());
        assertThat(core.sentTypes()).containsExactly("session.update");
    }

    private static ClientEvent.ResponseCreate create(String instructions) {
        return new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("instructions", instructions));
    }

    private static String lastRequest(CoreFixture core) {
        for (int i = core.sent.size() - 1; i >= 0; i--) {
            if (core.sent.get(i) instanceof ClientEvent.ResponseCreate create && create.eventId() != null) {
                return create.eventId();
            }
        }
        throw new AssertionError("nothing was asked for");
    }
}
