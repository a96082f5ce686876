package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushToTalkTest {

    @Test
    void aPressOpensTheMicrophoneInTheSameStep() {
        CoreFixture core = CoreFixture.webSocket();
        Step step = core.give(new Input.Press());
        assertThat(step.commands()).anyMatch(c -> c instanceof Command.Microphone m && m.live());
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.clear");
        assertThat(core.notices).contains(new Notice.Listening());
    }

    @Test
    void theFirstSyllableComesFromThePreRoll() {
        CoreFixture core = CoreFixture.webSocket().talk(7).forget();
        core.press();
        assertThat(core.sentTypes())
                .containsExactly("input_audio_buffer.clear", "input_audio_buffer.append", "input_audio_buffer.append");
    }

    @Test
    void aLongerPreRollIsKeptWhenAskedFor() {
        CoreFixture core = CoreFixture.connected(
                ConversationConfig.of(TransportTraits.WEBRTC).withPreRoll(MediaTime.ofMillis(50)));
        core.talk(9).forget().press();
        assertThat(core.commands.stream().filter(Command.SendAudio.class::isInstance))
                .hasSize(5);
    }

    @Test
    void aTurnOnWebSocketIsCommittedWithItsLastFrame() {
        CoreFixture core = CoreFixture.webSocket().press().talk(20).forget().release();
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(core.sent).isEmpty();
        core.talk(1);
        assertThat(core.sentTypes())
                .containsExactly("input_audio_buffer.append", "input_audio_buffer.commit", "response.create");
        assertThat(core.notices).contains(new Notice.TurnCommitted(MediaTime.ofMillis(210)));
        core.forget().talk(5);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aLastFrameThatNeverComesIsWaitedForNoLongerThan30Ms() {
        CoreFixture core = CoreFixture.webSocket().press().talk(20).forget().release();
        assertThat(core.wakeReason()).isEqualTo(WakeReason.LAST_WORD_ARRIVED);
        core.pass(29);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTurnOnWebRtcIsCommittedWhenItsLastWordHasArrived() {
        CoreFixture core =
                CoreFixture.webRtc().press().talk(20).forget().release().talk(1);
        assertThat(core.did(Command.SendAudio.class::isInstance)).isTrue();
        core.pass(239);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTapIsDroppedAndNotCommitted() {
        CoreFixture core =
                CoreFixture.webSocket().press().talk(6).release().forget().talk(1);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.append", "input_audio_buffer.clear");
        assertThat(core.notices).containsExactly(new Notice.TurnDropped("shorter than 100 ms"));
    }

    @Test
    void aTurnOfExactly100MsIsCommitted() {
        CoreFixture core =
                CoreFixture.webSocket().press().talk(10).release().forget().pass(30);
        assertThat(core.sentTypes()).contains("input_audio_buffer.commit");
    }

    @Test
    void aLongPressWithoutSoundIsDropped() {
        CoreFixture core =
                CoreFixture.webSocket().press().pass(500).release().forget().pass(30);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aPressWhileTheLastWordTravelsCommitsThatTurnWithoutAnAnswer() {
        CoreFixture core =
                CoreFixture.webRtc().press().talk(20).release().talk(1).forget().press();
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.commit");
        assertThat(core.did(c -> c instanceof Command.Microphone m && m.live())).isTrue();
    }

    @Test
    void aStopWhileTheLastWordTravelsTakesTheQuestionBack() {
        CoreFixture core =
                CoreFixture.webRtc().press().talk(20).release().talk(1).forget().stop();
        assertThat(core.commands).isEmpty();
        core.pass(10_000);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.commit");
        core.press().talk(20).forget().release().talk(1).pass(240);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aStopDuringAPressLeavesTheMicrophoneOpen() {
        CoreFixture core = CoreFixture.webSocket().press().talk(20).forget().stop();
        assertThat(core.commands).isEmpty();
        core.release().talk(1);
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aPressRightAfterATapThrowsTheTapAway() {
        CoreFixture core =
                CoreFixture.webSocket().press().talk(2).release().forget().press();
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aSecondPressAndASecondReleaseChangeNothing() {
        CoreFixture core = CoreFixture.webSocket().press().talk(20).forget().press();
        assertThat(core.commands).isEmpty();
        core.release().talk(1).forget().release();
        assertThat(core.commands).isEmpty();
    }

    @Test
    void aForgottenPressEndsByItselfAfterFiveMinutes() {
        CoreFixture core = CoreFixture.webSocket().press();
        assertThat(core.wakeReason()).isEqualTo(WakeReason.PRESS_LIMIT);
        core.pass(5 * 60_000 - 1);
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isFalse();
        core.pass(1);
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
    }

    @Test
    void aLostTransportClosesTheMicrophoneAndDropsTheTurn() {
        CoreFixture core = CoreFixture.webSocket().press().talk(20).forget();
        core.give(new Input.TransportDown("gone"));
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(core.notices).containsExactly(new Notice.TurnDropped("gone"), new Notice.Closed("gone"));
        core.forget().talk(5);
        assertThat(core.commands).isEmpty();
        assertThat(core.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aPressWithoutATransportIsRefused() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        assertThat(core.conversation.pressAccepted()).isFalse();
        core.press();
        assertThat(core.notices).containsExactly(new Notice.TurnDropped("not connected"));
        assertThat(core.did(Command.Microphone.class::isInstance)).isFalse();
    }

    @Test
    void aPressDuringAnAnswerStopsIt() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(300)
                .forget()
                .press();
        assertThat(core.sentTypes())
                .containsExactly("response.cancel", "conversation.item.truncate", "input_audio_buffer.clear");
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
    }

    @Test
    void theAnswerToATurnWaitsForTheEndOfTheCancelledOne() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(300)
                .press()
                .talk(20);
        core.forget().release().talk(1);
        assertThat(core.sentTypes()).doesNotContain("response.create");
        core.done("r1", "cancelled");
        assertThat(core.sentTypes()).endsWith("response.create");
    }

    @Test
    void aTurnCanBeThrownAwayWhileItIsSpokenAndUntilItIsCommitted() {
        CoreFixture core = CoreFixture.webSocket().press().talk(20).forget().call(new Input.Discard());
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.clear");
        assertThat(core.notices).contains(new Notice.TurnDropped("discarded"));
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        core.forget().release().talk(3).pass(500);
        assertThat(core.sent).isEmpty();

        CoreFixture call =
                CoreFixture.webRtc().press().talk(20).release().talk(1).forget();
        call.call(new Input.Discard()).pass(500);
        assertThat(call.sentTypes()).containsExactly("input_audio_buffer.clear");
        call.forget().call(new Input.Discard());
        assertThat(call.sent).as("nothing is left to throw away").isEmpty();
    }

    @Test
    void aTurnThatIsReleasedWithoutAnAnswerIsCommittedAndNotAskedAbout() {
        CoreFixture core = CoreFixture.webSocket().press().talk(20).forget().call(new Input.Release(false));
        core.talk(1);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.append", "input_audio_buffer.commit");
    }

    /** Field case 24. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTurnThatTheServerHasTakenByItselfIsNeitherCommittedNorAnsweredAgain(boolean webRtc) {
        CoreFixture core = serverAnswers(webRtc, true).press().talk(80);
        hears(core);
        taken(core);
        core.forget().release().talk(1).pass(2_000);
        assertThat(core.sentTypes()).contains("input_audio_buffer.clear");
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.commit", "response.create");
        assertThat(core.notices).anyMatch(Notice.TurnCommitted.class::isInstance);
        // The next turn is a new one.
        core.press().talk(20).forget().release().talk(1).pass(2_000);
        assertThat(core.sentTypes()).contains("input_audio_buffer.commit");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTheServerTakesTurnsAndAnswersNoneTheAnswerIsAskedFor(boolean webRtc) {
        CoreFixture core = serverAnswers(webRtc, false).press().talk(80);
        hears(core);
        taken(core);
        core.forget().release().talk(1).pass(2_000);
        assertThat(core.sentTypes()).contains("response.create").doesNotContain("input_audio_buffer.commit");
    }

    @Test
    void aCommitThatCrossesTheServersOwnAsksForNothing() {
        CoreFixture core = serverAnswers(false, true).press().talk(80);
        hears(core);
        core.forget().release().talk(1);
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.append", "input_audio_buffer.commit");
        taken(core);
        core.error("input_audio_buffer_commit_empty", "").pass(2_000);
        assertThat(core.sentTypes()).doesNotContain("response.create");
    }

    @Test
    void aTurnFromBeforeThePressThatTheServerTakesIsNotThisOne() {
        CoreFixture core = serverAnswers(true, true).press().talk(80);
        hears(core);
        core.release().talk(1).press();
        taken(core);
        core.talk(20).forget().release().talk(1).pass(2_000);
        assertThat(core.sentTypes()).contains("input_audio_buffer.commit");
    }

    @Test
    void aCommitThatTheServerObeysIsFollowedByTheRequest() {
        CoreFixture core =
                serverAnswers(false, true).press().talk(80).forget().release().talk(1);
        assertThat(core.sentTypes()).doesNotContain("response.create");
        core.event(new ServerEvent.InputAudioBufferCommitted("", null, "u1"));
        assertThat(core.sentTypes()).endsWith("response.create");
    }

    @Test
    void onACallTheServerGetsTimeToFindTheEndOfTheTurn() {
        CoreFixture core = serverAnswers(true, true).press().talk(80);
        hears(core);
        core.forget().release().talk(1).pass(400);
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.commit");
        taken(core);
        core.pass(2_000);
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.commit", "response.create");
        core.press().talk(80);
        hears(core);
        core.forget().release().talk(1).pass(1_300);
        assertThat(core.sentTypes()).as("it never finds one").contains("input_audio_buffer.commit");
    }

    private static void hears(CoreFixture core) {
        core.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u1"));
    }

    private static void taken(CoreFixture core) {
        core.event(new ServerEvent.InputAudioBufferSpeechStopped("", 700, "u1"));
        core.event(new ServerEvent.InputAudioBufferCommitted("", null, "u1"));
    }

    private static CoreFixture serverAnswers(boolean webRtc, boolean answers) {
        CoreFixture core = webRtc ? CoreFixture.webRtc() : CoreFixture.webSocket();
        JsonObject detection =
                JsonObject.EMPTY.with("type", "server_vad").with("create_response", JsonValue.of(answers));
        JsonObject input = JsonObject.EMPTY.with("turn_detection", detection);
        return core.event(new ServerEvent.SessionUpdated(
                        "", JsonObject.EMPTY.with("audio", JsonObject.EMPTY.with("input", input))))
                .forget();
    }
}
