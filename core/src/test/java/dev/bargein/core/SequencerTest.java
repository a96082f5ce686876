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
        Desk desk = Desk.webSocket().say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(desk.sent)
                .extracting(ClientEvent::eventId)
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsAskedForWithoutATransport() {
        Desk desk = new Desk(ConversationConfig.of(TransportTraits.WEBSOCKET)).say();
        desk.give(new Input.SendEvent(new ClientEvent.InputAudioBufferClear(null)));
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aRequestFromBeforeTheTransportIsMadeWhenItIsUp() {
        Desk desk = new Desk(ConversationConfig.of(TransportTraits.WEBSOCKET));
        desk.give(new Input.Respond());
        assertThat(desk.sent).isEmpty();
        desk.give(new Input.TransportUp());
        assertThat(desk.sentTypes()).containsExactly("session.update", "response.create");
    }

    @Test
    void aSecondQuestionWaitsForTheFirstAnswer() {
        Desk desk = Desk.webSocket().say().forget().say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create");
        desk.created("r1").forget().say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create");
        desk.forget().done("r1");
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void plainRequestsThatWaitAreOne() {
        Desk desk = Desk.webSocket().say().created("r1");
        desk.give(new Input.Respond());
        desk.give(new Input.Respond());
        desk.forget().done("r1").created("r2").done("r2");
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void requestsWithOptionsKeepThemAndTheirOrder() {
        Desk desk = Desk.webSocket().say().created("r1");
        desk.give(new Input.SendEvent(create("one")));
        desk.give(new Input.Respond());
        desk.give(new Input.SendEvent(create("two")));
        desk.forget()
                .done("r1")
                .created("r2")
                .done("r2")
                .created("r3")
                .done("r3")
                .created("r4");
        assertThat(desk.sent)
                .extracting(e -> ((ClientEvent.ResponseCreate) e).response())
                .containsExactly(
                        create("one").response(),
                        JsonObject.EMPTY,
                        create("two").response());
    }

    @Test
    void theIdThatTheApplicationGaveIsKept() {
        Desk desk = Desk.webSocket();
        desk.give(new Input.SendEvent(new ClientEvent.ResponseCreate("mine", JsonObject.EMPTY)));
        assertThat(desk.sent(ClientEvent.ResponseCreate.class).eventId()).isEqualTo("mine");
    }

    @Test
    void moreThanEightWaitingRequestsPushTheOldestOut() {
        Desk desk = Desk.webSocket().say().created("r");
        for (int i = 0; i < 9; i++) {
            desk.give(new Input.SendEvent(create("n" + i)));
        }
        desk.forget().done("r");
        for (int i = 0; i < 9; i++) {
            desk.created("r" + i).done("r" + i);
        }
        assertThat(desk.sent)
                .extracting(e -> ((ClientEvent.ResponseCreate) e).response().string("instructions"))
                .isEqualTo(List.of("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"));
    }

    @Test
    void otherEventsOfTheApplicationGoStraightThrough() {
        Desk desk = Desk.webSocket().say().created("r1").forget();
        ClientEvent event = new ClientEvent.ConversationItemRetrieve("e", "i");
        desk.give(new Input.SendEvent(event));
        assertThat(desk.sent).containsExactly(event);
    }

    @Test
    void aRefusalBecauseAnotherOneRunsIsRetriedLaterAndLater() {
        Desk desk = Desk.webSocket().say();
        long[] waits = {250, 500, 1_000, 2_000, 4_000};
        for (long wait : waits) {
            String id = lastRequest(desk);
            desk.forget().error("conversation_already_has_active_response", id);
            assertThat(desk.wakeReason()).isEqualTo(WakeReason.RESPONSE_RETRY);
            desk.pass(wait - 1);
            assertThat(desk.sent).isEmpty();
            desk.pass(1);
            assertThat(desk.sentTypes()).containsExactly("response.create");
        }
        desk.forget().error("conversation_already_has_active_response", "").pass(60_000);
        assertThat(desk.sent).isEmpty();
        assertThat(desk.noticed(Notice.ServiceError.class::isInstance)).isTrue();
    }

    @Test
    void aRefusedRequestGoesAgainAsSoonAsTheOtherOneIsDone() {
        Desk desk = Desk.webSocket().say();
        desk.forget().error("conversation_already_has_active_response", "");
        desk.done("stranger");
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aRequestThatIsRefusedForAnotherReasonIsNotRepeated() {
        Desk desk = Desk.webSocket().say();
        String id = lastRequest(desk);
        desk.say().forget().error("invalid_value", id);
        assertThat(desk.sentTypes()).as("the one that waited").containsExactly("response.create");
    }

    @Test
    void anErrorOfSomethingElseLeavesTheRequestAlone() {
        Desk desk = Desk.webSocket()
                .say()
                .say()
                .forget()
                .error("invalid_value", "somebody")
                .error("x", "");
        assertThat(desk.sent).isEmpty();
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
    }

    @Test
    void aRequestWithoutAnAnswerIsGivenUpAfterTenSeconds() {
        Desk desk = Desk.webSocket().say().say().forget().pass(9_999);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("response.create");
        assertThat(desk.noticed(n -> n instanceof Notice.TimedOut t && t.reason() == WakeReason.RESPONSE_CREATED))
                .isTrue();
    }

    @Test
    void aStopForgetsWhatWasNotAskedForYet() {
        Desk desk = Desk.webSocket().say().created("r1").say().stop().forget().done("r1", "cancelled");
        assertThat(desk.sent).isEmpty();
        desk.say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void aStopWhileARequestWaitsForItsRetryForgetsIt() {
        Desk desk = Desk.webSocket().say();
        desk.error("conversation_already_has_active_response", "")
                .stop()
                .forget()
                .pass(60_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aRefusalAfterAStopIsNotRetried() {
        Desk desk = Desk.webSocket().say();
        String id = lastRequest(desk);
        desk.stop()
                .forget()
                .error("conversation_already_has_active_response", id)
                .pass(60_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aCancelledResponseThatDoesNotEndIsGivenUpAfterThreeSeconds() {
        Desk desk = Desk.webSocket().say().created("r1").stop().say().forget().pass(2_999);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("response.create");
        assertThat(desk.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void anErrorThatNothingIsActiveEndsTheCancelledResponse() {
        Desk desk = Desk.webSocket().say().created("r1").stop().say().forget();
        desk.error("response_cancel_not_active", "");
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void anErrorThatNothingIsActiveLeavesARunningResponseAlone() {
        Desk desk = Desk.webSocket().say().created("r1").say().forget().error("response_cancel_not_active", "");
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aResponseThatFallsSilentForAMinuteIsGivenUp() {
        Desk desk = Desk.webSocket().say().created("r1").say().forget().pass(59_999);
        desk.words("r1", "i1", "still here ").pass(59_999);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("response.create");
        assertThat(desk.noticed(n -> n instanceof Notice.TimedOut t && t.reason() == WakeReason.RESPONSE_STALLED))
                .isTrue();
    }

    @Test
    void aResponseOutsideTheConversationHoldsNothingUp() {
        Desk desk = Desk.webSocket();
        desk.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        desk.created("side").forget().say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void aResponseThatIsOverBeforeItWasAnnouncedLetsTheNextGo() {
        Desk desk = Desk.webSocket().say().say().forget().done("r1");
        assertThat(desk.sentTypes()).containsExactly("response.create");
        desk.forget().created("r1");
        assertThat(desk.commands).isEmpty();
    }

    @Test
    void aLostTransportForgetsAllRequests() {
        Desk desk = Desk.webSocket().say().say();
        desk.give(new Input.TransportDown("gone"));
        desk.forget();
        desk.give(new Input.TransportUp());
        assertThat(desk.sentTypes()).containsExactly("session.update");
    }

    private static ClientEvent.ResponseCreate create(String instructions) {
        return new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("instructions", instructions));
    }

    private static String lastRequest(Desk desk) {
        for (int i = desk.sent.size() - 1; i >= 0; i--) {
            if (desk.sent.get(i) instanceof ClientEvent.ResponseCreate create && create.eventId() != null) {
                return create.eventId();
            }
        }
        throw new AssertionError("nothing was asked for");
    }
}
