package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Function calls: every call one output, every set of outputs one answer (field cases 3, 6 and 26). */
class FunctionCallsTest {
    private static final String CREATE = "response.create";
    private static final String ITEM = "conversation.item.create";

    @Test
    void twoCallsOfOneResponseGetOneAnswer() {
        CoreFixture core = calling("a", "b");
        assertThat(called(core)).containsExactly("a", "b");
        output(core, "a");
        assertThat(core.sentTypes()).as("sent while the response is active").containsExactly(ITEM);
        output(core, "b").pass(100);
        assertThat(core.sentTypes()).containsExactly(ITEM, ITEM);
        core.done("r1");
        assertThat(core.sentTypes()).containsExactly(ITEM, ITEM, CREATE);
        core.created("r2").done("r2").pass(60_000);
        assertThat(core.sentTypes()).containsExactly(ITEM, ITEM, CREATE);
    }

    @Test
    void aLateOutputGetsAnAnswerOfItsOwn() {
        CoreFixture core = calling("a", "b").done("r1");
        output(core, "a").pass(3_900);
        assertThat(core.sentTypes()).containsExactly(ITEM);
        core.pass(200);
        assertThat(core.sentTypes()).containsExactly(ITEM, CREATE);
        core.created("r2").forget();
        output(core, "b");
        assertThat(core.sentTypes()).as("while the first answer is made").containsExactly(ITEM);
        core.done("r2");
        assertThat(core.sentTypes()).containsExactly(ITEM, CREATE);
    }

    @Test
    void anEventThatComesTwiceIsNotASecondCall() {
        CoreFixture core = calling("a");
        core.event(new ServerEvent.ResponseOutputItemDone("", "r1", 0, call("a", "completed")));
        core.event(new ServerEvent.ResponseDone(
                "", new Response("r1", "completed", null, List.of(call("a", "completed")), null, null, null)));
        assertThat(called(core)).containsExactly("a");
        output(core, "a");
        output(core, "a").pass(10_000);
        assertThat(core.sentTypes()).containsExactly(ITEM, CREATE);
    }

    @Test
    void aCallThatOnlyTheEndOfItsResponseNamesIsACall() {
        CoreFixture core = CoreFixture.webSocket().created("r1");
        core.event(new ServerEvent.ResponseDone(
                "", new Response("r1", "completed", null, List.of(call("a", "completed")), null, null, null)));
        assertThat(called(core)).containsExactly("a");
        output(core, "a");
        assertThat(core.sentTypes()).containsExactly(ITEM, CREATE);
    }

    @Test
    void aCallThatWasCutOffIsNone() {
        CoreFixture core = CoreFixture.webSocket().created("r1");
        core.event(new ServerEvent.ResponseOutputItemDone("", "r1", 0, call("a", "incomplete")));
        core.done("r1", "cancelled");
        assertThat(called(core)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAStopTheOutputIsSentAndNothingIsSaidAboutIt(boolean responseOver) {
        CoreFixture core = calling("a", "b");
        if (responseOver) {
            core.done("r1");
        }
        output(core, "a");
        core.stop().forget();
        output(core, "b");
        if (!responseOver) {
            core.done("r1", "cancelled");
        }
        core.pass(60_000);
        assertThat(core.sentTypes()).containsExactly(ITEM);
        assertThat(core.notices).contains(new Notice.ToolAnswered("b"));
        core.say();
        assertThat(core.sentTypes()).as("the next question is answered").containsExactly(ITEM, ITEM, CREATE);
    }

    @Test
    void aPressAtAnOpenMicrophoneIsAStopForCallsToo() {
        CoreFixture core =
                calling("a").done("r1").call(new Input.Listen(true)).press().forget();
        output(core, "a").pass(60_000);
        assertThat(core.sentTypes()).containsExactly(ITEM);
    }

    @Test
    void aCallThatComesAfterTheStopOfItsResponseIsAnsweredInSilence() {
        CoreFixture core = CoreFixture.webSocket().created("r1").stop();
        core.event(new ServerEvent.ResponseOutputItemDone("", "r1", 0, call("a", "completed")));
        core.done("r1", "cancelled").forget();
        output(core, "a").pass(60_000);
        assertThat(core.sentTypes()).containsExactly(ITEM);
    }

    @Test
    void anOutputThatComesWhileTheUserTalksIsAnsweredWithTheTurn() {
        CoreFixture core = calling("a").done("r1").press().talk(30).forget();
        output(core, "a").talk(30);
        assertThat(core.sentTypes().stream().filter(t -> !t.equals("input_audio_buffer.append")))
                .containsExactly(ITEM);
        core.release().talk(1).pass(500).forget();
        core.created("r2").done("r2").pass(60_000);
        assertThat(core.sentTypes()).as("no second answer").isEmpty();
    }

    @Test
    void anOutputThatComesWhileTheUserTalksIsSpokenAboutWhenNothingCameOfTheTurn() {
        CoreFixture core = calling("a").done("r1").press().talk(3);
        output(core, "a").forget();
        core.release().talk(1).pass(500);
        assertThat(core.notices).anyMatch(Notice.TurnDropped.class::isInstance);
        assertThat(core.sentTypes()).contains(CREATE);
    }

    @Test
    void theServersOwnAnswerToATurnThatKnowsTheOutputIsTheAnswer() {
        CoreFixture core = calling("a").done("r1").call(new Input.Listen(true));
        core.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u1"));
        output(core, "a").forget();
        core.event(new ServerEvent.ConversationItemAdded("", null, Item.functionCallOutput("o1", "a", "42")));
        core.event(new ServerEvent.InputAudioBufferSpeechStopped("", 900, "u1"));
        core.pass(300).created("r2").done("r2").pass(60_000);
        assertThat(core.sentTypes()).doesNotContain(CREATE);
    }

    @Test
    void anAnswerThatWasAskedForBeforeTheOutputIsFollowedByAnotherHoweverLateItIsAnnounced() {
        CoreFixture core = calling("a").done("r1").say();
        output(core, "a").forget();
        core.event(new ServerEvent.ConversationItemAdded("", null, Item.functionCallOutput("o1", "a", "42")));
        core.created("r2").done("r2");
        assertThat(core.sentTypes()).containsExactly(CREATE);
    }

    @Test
    void theServersOwnAnswerThatDidNotKnowTheOutputIsFollowedByAnother() {
        CoreFixture core = calling("a").done("r1").call(new Input.Listen(true));
        core.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u1"));
        core.event(new ServerEvent.InputAudioBufferSpeechStopped("", 900, "u1"));
        output(core, "a").forget();
        core.created("r2").pass(300);
        assertThat(core.sentTypes()).isEmpty();
        core.done("r2");
        assertThat(core.sentTypes()).containsExactly(CREATE);
    }

    @Test
    void aUserWhoNeverStopsTalkingDelaysTheAnswerForHalfAMinuteAtMost() {
        CoreFixture core = calling("a").done("r1").call(new Input.Listen(true)).call(new Input.UserSpeech(true));
        output(core, "a").forget();
        core.pass(29_900);
        assertThat(core.sentTypes()).isEmpty();
        core.pass(200);
        assertThat(core.sentTypes()).containsExactly(CREATE);
    }

    @Test
    void anOutputThatNobodyIsToSpeakAboutAsksForNothing() {
        CoreFixture core = calling("a").done("r1");
        core.call(new Input.ToolOutput("a", "noted", false)).pass(60_000);
        assertThat(core.sentTypes()).containsExactly(ITEM);
    }

    @Test
    void whatTheApplicationAnswersByItselfIsNotAnsweredAgain() {
        CoreFixture core = calling("a").done("r1");
        core.call(new Input.SendEvent(
                new ClientEvent.ConversationItemCreate(null, null, Item.functionCallOutput("", "a", "mine"))));
        output(core, "a").pass(60_000);
        assertThat(core.sentTypes()).containsExactly(ITEM);
    }

    @Test
    void callsThatWaitWhenTheTransportIsLostAreReported() {
        CoreFixture core = calling("a", "b");
        output(core, "a").forget();
        core.give(new Input.TransportDown("gone"));
        assertThat(core.notices).contains(new Notice.ToolCallDropped("b", "gone"));
        assertThat(core.notices).doesNotContain(new Notice.ToolCallDropped("a", "gone"));
        output(core, "b").pass(60_000);
        assertThat(core.sent).isEmpty();
        core.give(new Input.TransportUp());
        core.pass(60_000);
        assertThat(core.sentTypes()).doesNotContain(CREATE);
    }

    @Test
    void moreCallsThanCanWaitAreAnsweredWithAnError() {
        CoreFixture core = CoreFixture.webSocket().created("r1");
        for (int i = 0; i < 70; i++) {
            core.event(new ServerEvent.ResponseOutputItemDone("", "r1", i, call("c" + i, "completed")));
        }
        assertThat(called(core)).hasSize(64);
        assertThat(core.sent)
                .hasSize(6)
                .allSatisfy(e -> assertThat(
                                ((ClientEvent.ConversationItemCreate) e).item().output())
                        .contains("too many"));
    }

    @Test
    void aCallOutsideTheConversationIsTheApplicationsAffair() {
        CoreFixture core = CoreFixture.webSocket();
        core.created("r0", "conv", null).done("r0").created("r1", null, null);
        core.event(new ServerEvent.ResponseOutputItemDone("", "r1", 0, call("a", "completed")));
        assertThat(called(core)).isEmpty();
    }

    private static CoreFixture calling(String... calls) {
        CoreFixture core = CoreFixture.webSocket().created("r1");
        for (String callId : calls) {
            core.event(new ServerEvent.ResponseOutputItemDone("", "r1", 0, call(callId, "completed")));
        }
        return core;
    }

    private static CoreFixture output(CoreFixture core, String callId) {
        return core.call(new Input.ToolOutput(callId, "42", true));
    }

    private static Item call(String callId, String status) {
        return new Item("i_" + callId, "function_call", status, null, List.of(), callId, "f", "{}", null);
    }

    private static List<String> called(CoreFixture core) {
        return core.notices.stream()
                .filter(Notice.ToolCalled.class::isInstance)
                .map(n -> ((Notice.ToolCalled) n).callId())
                .toList();
    }
}
