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
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(fixture.sent)
                .extracting(ClientEvent::eventId)
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsAskedForWithoutATransport() {
        ConversationFixture fixture = new ConversationFixture(ConversationConfig.of(TransportTraits.WEBSOCKET)).say();
        fixture.give(new Input.SendEvent(new ClientEvent.InputAudioBufferClear(null)));
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aRequestFromBeforeTheTransportIsMadeWhenItIsUp() {
        ConversationFixture fixture = new ConversationFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        fixture.give(new Input.Respond());
        assertThat(fixture.sent).isEmpty();
        fixture.give(new Input.TransportUp());
        assertThat(fixture.sentTypes()).containsExactly("session.update", "response.create");
    }

    @Test
    void aSecondQuestionWaitsForTheFirstAnswer() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().forget().say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create");
        fixture.created("r1").forget().say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create");
        fixture.forget().done("r1");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void plainRequestsThatWaitAreOne() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1");
        fixture.give(new Input.Respond());
        fixture.give(new Input.Respond());
        fixture.forget().done("r1").created("r2").done("r2");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void requestsWithOptionsKeepThemAndTheirOrder() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1");
        fixture.give(new Input.SendEvent(create("one")));
        fixture.give(new Input.Respond());
        fixture.give(new Input.SendEvent(create("two")));
        fixture.forget()
                .done("r1")
                .created("r2")
                .done("r2")
                .created("r3")
                .done("r3")
                .created("r4");
        assertThat(fixture.sent)
                .extracting(e -> ((ClientEvent.ResponseCreate) e).response())
                .containsExactly(
                        create("one").response(),
                        JsonObject.EMPTY,
                        create("two").response());
    }

    @Test
    void theIdThatTheApplicationGaveIsKept() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.give(new Input.SendEvent(new ClientEvent.ResponseCreate("mine", JsonObject.EMPTY)));
        assertThat(fixture.sent(ClientEvent.ResponseCreate.class).eventId()).isEqualTo("mine");
    }

    @Test
    void moreThanEightWaitingRequestsPushTheOldestOut() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r");
        for (int i = 0; i < 9; i++) {
            fixture.give(new Input.SendEvent(create("n" + i)));
        }
        fixture.forget().done("r");
        for (int i = 0; i < 9; i++) {
            fixture.created("r" + i).done("r" + i);
        }
        assertThat(fixture.sent)
                .extracting(e -> ((ClientEvent.ResponseCreate) e).response().string("instructions"))
                .isEqualTo(List.of("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"));
    }

    @Test
    void otherEventsOfTheApplicationGoStraightThrough() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().created("r1").forget();
        ClientEvent event = new ClientEvent.ConversationItemRetrieve("e", "i");
        fixture.give(new Input.SendEvent(event));
        assertThat(fixture.sent).containsExactly(event);
    }

    @Test
    void aRefusalBecauseAnotherOneRunsIsRetriedLaterAndLater() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        long[] waits = {250, 500, 1_000, 2_000, 4_000};
        for (long wait : waits) {
            String id = lastRequest(fixture);
            fixture.forget().error("conversation_already_has_active_response", id);
            assertThat(fixture.wakeReason()).isEqualTo(WakeReason.RESPONSE_RETRY);
            fixture.pass(wait - 1);
            assertThat(fixture.sent).isEmpty();
            fixture.pass(1);
            assertThat(fixture.sentTypes()).containsExactly("response.create");
        }
        fixture.forget().error("conversation_already_has_active_response", "").pass(60_000);
        assertThat(fixture.sent).isEmpty();
        assertThat(fixture.noticed(Notice.ServiceError.class::isInstance)).isTrue();
    }

    @Test
    void aRefusedRequestGoesAgainAsSoonAsTheOtherOneIsDone() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        fixture.forget().error("conversation_already_has_active_response", "");
        fixture.done("stranger");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aRequestThatIsRefusedForAnotherReasonIsNotRepeated() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        String id = lastRequest(fixture);
        fixture.say().forget().error("invalid_value", id);
        assertThat(fixture.sentTypes()).as("the one that waited").containsExactly("response.create");
    }

    @Test
    void anErrorOfSomethingElseLeavesTheRequestAlone() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .say()
                .forget()
                .error("invalid_value", "somebody")
                .error("x", "");
        assertThat(fixture.sent).isEmpty();
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
    }

    @Test
    void aRequestWithoutAnAnswerIsGivenUpAfterTenSeconds() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().say().forget().pass(9_999);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        assertThat(fixture.noticed(n -> n instanceof Notice.TimedOut t && t.reason() == WakeReason.RESPONSE_CREATED))
                .isTrue();
    }

    @Test
    void aStopForgetsWhatWasNotAskedForYet() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .say()
                .stop()
                .forget()
                .done("r1", "cancelled");
        assertThat(fixture.sent).isEmpty();
        fixture.say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void aStopWhileARequestWaitsForItsRetryForgetsIt() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        fixture.error("conversation_already_has_active_response", "")
                .stop()
                .forget()
                .pass(60_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aRefusalAfterAStopIsNotRetried() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        String id = lastRequest(fixture);
        fixture.stop()
                .forget()
                .error("conversation_already_has_active_response", id)
                .pass(60_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aCancelledResponseThatDoesNotEndIsGivenUpAfterThreeSeconds() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .stop()
                .say()
                .forget()
                .pass(2_999);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        assertThat(fixture.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void anErrorThatNothingIsActiveEndsTheCancelledResponse() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().created("r1").stop().say().forget();
        fixture.error("response_cancel_not_active", "");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void anErrorThatNothingIsActiveLeavesARunningResponseAlone() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .say()
                .forget()
                .error("response_cancel_not_active", "");
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aResponseThatFallsSilentForAMinuteIsGivenUp() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .say()
                .forget()
                .pass(59_999);
        fixture.words("r1", "i1", "still here ").pass(59_999);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        assertThat(fixture.noticed(n -> n instanceof Notice.TimedOut t && t.reason() == WakeReason.RESPONSE_STALLED))
                .isTrue();
    }

    @Test
    void aResponseOutsideTheConversationHoldsNothingUp() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.give(new Input.SendEvent(
                new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("conversation", "none"))));
        fixture.created("side").forget().say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
    }

    @Test
    void aResponseThatIsOverBeforeItWasAnnouncedLetsTheNextGo() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().say().forget().done("r1");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        fixture.forget().created("r1");
        assertThat(fixture.commands).isEmpty();
    }

    @Test
    void aLostTransportForgetsAllRequests() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().say();
        fixture.give(new Input.TransportDown("gone"));
        fixture.forget();
        fixture.give(new Input.TransportUp());
        assertThat(fixture.sentTypes()).containsExactly("session.update");
    }

    private static ClientEvent.ResponseCreate create(String instructions) {
        return new ClientEvent.ResponseCreate(null, JsonObject.EMPTY.with("instructions", instructions));
    }

    private static String lastRequest(ConversationFixture fixture) {
        for (int i = fixture.sent.size() - 1; i >= 0; i--) {
            if (fixture.sent.get(i) instanceof ClientEvent.ResponseCreate create && create.eventId() != null) {
                return create.eventId();
            }
        }
        throw new AssertionError("nothing was asked for");
    }
}
