package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import org.junit.jupiter.api.Test;

class PushToTalkTest {

    @Test
    void aPressOpensTheMicrophoneInTheSameStep() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        Step step = fixture.give(new Input.Press());
        assertThat(step.commands()).anyMatch(c -> c instanceof Command.Microphone m && m.live());
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.clear");
        assertThat(fixture.notices).contains(new Notice.Listening());
    }

    @Test
    void theFirstSyllableComesFromThePreRoll() {
        ConversationFixture fixture = ConversationFixture.webSocket().talk(7).forget();
        fixture.press();
        assertThat(fixture.sentTypes())
                .containsExactly("input_audio_buffer.clear", "input_audio_buffer.append", "input_audio_buffer.append");
    }

    @Test
    void aLongerPreRollIsKeptWhenAskedFor() {
        ConversationFixture fixture = ConversationFixture.connected(
                ConversationConfig.of(TransportTraits.WEBRTC).withPreRoll(MediaTime.ofMillis(50)));
        fixture.talk(9).forget().press();
        assertThat(fixture.commands.stream().filter(Command.SendAudio.class::isInstance))
                .hasSize(5);
    }

    @Test
    void aTurnOnWebSocketIsCommittedWithItsLastFrame() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().press().talk(20).forget().release();
        assertThat(fixture.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(fixture.sent).isEmpty();
        fixture.talk(1);
        assertThat(fixture.sentTypes())
                .containsExactly("input_audio_buffer.append", "input_audio_buffer.commit", "response.create");
        assertThat(fixture.notices).contains(new Notice.TurnCommitted(MediaTime.ofMillis(210)));
        fixture.forget().talk(5);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aLastFrameThatNeverComesIsWaitedForNoLongerThan30Ms() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().press().talk(20).forget().release();
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.LAST_WORD_ARRIVED);
        fixture.pass(29);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTurnOnWebRtcIsCommittedWhenItsLastWordHasArrived() {
        ConversationFixture fixture =
                ConversationFixture.webRtc().press().talk(20).forget().release().talk(1);
        assertThat(fixture.did(Command.SendAudio.class::isInstance)).isTrue();
        fixture.pass(239);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTapIsDroppedAndNotCommitted() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .press()
                .talk(6)
                .release()
                .forget()
                .talk(1);
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.append", "input_audio_buffer.clear");
        assertThat(fixture.notices).containsExactly(new Notice.TurnDropped("shorter than 100 ms"));
    }

    @Test
    void aTurnOfExactly100MsIsCommitted() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .press()
                .talk(10)
                .release()
                .forget()
                .pass(30);
        assertThat(fixture.sentTypes()).contains("input_audio_buffer.commit");
    }

    @Test
    void aLongPressWithoutSoundIsDropped() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .press()
                .pass(500)
                .release()
                .forget()
                .pass(30);
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aPressWhileTheLastWordTravelsCommitsThatTurnWithoutAnAnswer() {
        ConversationFixture fixture = ConversationFixture.webRtc()
                .press()
                .talk(20)
                .release()
                .talk(1)
                .forget()
                .press();
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.commit");
        assertThat(fixture.did(c -> c instanceof Command.Microphone m && m.live()))
                .isTrue();
    }

    @Test
    void aStopWhileTheLastWordTravelsTakesTheQuestionBack() {
        ConversationFixture fixture = ConversationFixture.webRtc()
                .press()
                .talk(20)
                .release()
                .talk(1)
                .forget()
                .stop();
        assertThat(fixture.commands).isEmpty();
        fixture.pass(10_000);
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.commit");
        fixture.press().talk(20).forget().release().talk(1).pass(240);
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aStopDuringAPressLeavesTheMicrophoneOpen() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().press().talk(20).forget().stop();
        assertThat(fixture.commands).isEmpty();
        fixture.release().talk(1);
        assertThat(fixture.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aPressRightAfterATapThrowsTheTapAway() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .press()
                .talk(2)
                .release()
                .forget()
                .press();
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aSecondPressAndASecondReleaseChangeNothing() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().press().talk(20).forget().press();
        assertThat(fixture.commands).isEmpty();
        fixture.release().talk(1).forget().release();
        assertThat(fixture.commands).isEmpty();
    }

    @Test
    void aForgottenPressEndsByItselfAfterFiveMinutes() {
        ConversationFixture fixture = ConversationFixture.webSocket().press();
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.PRESS_LIMIT);
        fixture.pass(5 * 60_000 - 1);
        assertThat(fixture.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isFalse();
        fixture.pass(1);
        assertThat(fixture.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
    }

    @Test
    void aLostTransportClosesTheMicrophoneAndDropsTheTurn() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().press().talk(20).forget();
        fixture.give(new Input.TransportDown("gone"));
        assertThat(fixture.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(fixture.notices).containsExactly(new Notice.TurnDropped("gone"), new Notice.Closed("gone"));
        fixture.forget().talk(5);
        assertThat(fixture.commands).isEmpty();
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aPressWithoutATransportIsRefused() {
        ConversationFixture fixture = new ConversationFixture(ConversationConfig.of(TransportTraits.WEBSOCKET));
        assertThat(fixture.conversation.pressAccepted()).isFalse();
        fixture.press();
        assertThat(fixture.notices).containsExactly(new Notice.TurnDropped("not connected"));
        assertThat(fixture.did(Command.Microphone.class::isInstance)).isFalse();
    }

    @Test
    void aPressDuringAnAnswerStopsIt() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(300)
                .forget()
                .press();
        assertThat(fixture.sentTypes())
                .containsExactly("response.cancel", "conversation.item.truncate", "input_audio_buffer.clear");
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
    }

    @Test
    void theAnswerToATurnWaitsForTheEndOfTheCancelledOne() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(300)
                .press()
                .talk(20);
        fixture.forget().release().talk(1);
        assertThat(fixture.sentTypes()).doesNotContain("response.create");
        fixture.done("r1", "cancelled");
        assertThat(fixture.sentTypes()).endsWith("response.create");
    }
}
