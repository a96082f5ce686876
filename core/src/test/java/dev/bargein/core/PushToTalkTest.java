package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import org.junit.jupiter.api.Test;

class PushToTalkTest {

    @Test
    void aPressOpensTheMicrophoneInTheSameStep() {
        Desk desk = Desk.webSocket();
        Step step = desk.give(new Input.Press());
        assertThat(step.commands()).anyMatch(c -> c instanceof Command.Microphone m && m.live());
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.clear");
        assertThat(desk.notices).contains(new Notice.Listening());
    }

    @Test
    void theFirstSyllableComesFromThePreRoll() {
        Desk desk = Desk.webSocket().talk(7).forget();
        desk.press();
        assertThat(desk.sentTypes())
                .containsExactly("input_audio_buffer.clear", "input_audio_buffer.append", "input_audio_buffer.append");
    }

    @Test
    void aLongerPreRollIsKeptWhenAskedFor() {
        Desk desk = Desk.connected(ConversationConfig.of(TransportTraits.WEBRTC).withPreRoll(MediaTime.ofMillis(50)));
        desk.talk(9).forget().press();
        assertThat(desk.commands.stream().filter(Command.SendAudio.class::isInstance))
                .hasSize(5);
    }

    @Test
    void aTurnOnWebSocketIsCommittedWithItsLastFrame() {
        Desk desk = Desk.webSocket().press().talk(20).forget().release();
        assertThat(desk.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(desk.sent).isEmpty();
        desk.talk(1);
        assertThat(desk.sentTypes())
                .containsExactly("input_audio_buffer.append", "input_audio_buffer.commit", "response.create");
        assertThat(desk.notices).contains(new Notice.TurnCommitted(MediaTime.ofMillis(210)));
        desk.forget().talk(5);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aLastFrameThatNeverComesIsWaitedForNoLongerThan30Ms() {
        Desk desk = Desk.webSocket().press().talk(20).forget().release();
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.LAST_WORD_ARRIVED);
        desk.pass(29);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTurnOnWebRtcIsCommittedWhenItsLastWordHasArrived() {
        Desk desk = Desk.webRtc().press().talk(20).forget().release().talk(1);
        assertThat(desk.did(Command.SendAudio.class::isInstance)).isTrue();
        desk.pass(239);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTapIsDroppedAndNotCommitted() {
        Desk desk = Desk.webSocket().press().talk(6).release().forget().talk(1);
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.append", "input_audio_buffer.clear");
        assertThat(desk.notices).containsExactly(new Notice.TurnDropped("shorter than 100 ms"));
    }

    @Test
    void aTurnOfExactly100MsIsCommitted() {
        Desk desk = Desk.webSocket().press().talk(10).release().forget().pass(30);
        assertThat(desk.sentTypes()).contains("input_audio_buffer.commit");
    }

    @Test
    void aLongPressWithoutSoundIsDropped() {
        Desk desk = Desk.webSocket().press().pass(500).release().forget().pass(30);
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aPressWhileTheLastWordTravelsCommitsThatTurnWithoutAnAnswer() {
        Desk desk = Desk.webRtc().press().talk(20).release().talk(1).forget().press();
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.commit");
        assertThat(desk.did(c -> c instanceof Command.Microphone m && m.live())).isTrue();
    }

    @Test
    void aStopWhileTheLastWordTravelsTakesTheQuestionBack() {
        Desk desk = Desk.webRtc().press().talk(20).release().talk(1).forget().stop();
        assertThat(desk.commands).isEmpty();
        desk.pass(10_000);
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.commit");
        desk.press().talk(20).forget().release().talk(1).pass(240);
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aStopDuringAPressLeavesTheMicrophoneOpen() {
        Desk desk = Desk.webSocket().press().talk(20).forget().stop();
        assertThat(desk.commands).isEmpty();
        desk.release().talk(1);
        assertThat(desk.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aPressRightAfterATapThrowsTheTapAway() {
        Desk desk = Desk.webSocket().press().talk(2).release().forget().press();
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aSecondPressAndASecondReleaseChangeNothing() {
        Desk desk = Desk.webSocket().press().talk(20).forget().press();
        assertThat(desk.commands).isEmpty();
        desk.release().talk(1).forget().release();
        assertThat(desk.commands).isEmpty();
    }

    @Test
    void aForgottenPressEndsByItselfAfterFiveMinutes() {
        Desk desk = Desk.webSocket().press();
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.PRESS_LIMIT);
        desk.pass(5 * 60_000 - 1);
        assertThat(desk.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isFalse();
        desk.pass(1);
        assertThat(desk.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
    }

    @Test
    void aLostTransportClosesTheMicrophoneAndDropsTheTurn() {
        Desk desk = Desk.webSocket().press().talk(20).forget();
        desk.give(new Input.TransportDown("gone"));
        assertThat(desk.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        assertThat(desk.notices).containsExactly(new Notice.TurnDropped("gone"), new Notice.Closed("gone"));
        desk.forget().talk(5);
        assertThat(desk.commands).isEmpty();
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aPressWithoutATransportIsRefused() {
        Desk desk = new Desk(ConversationConfig.of(TransportTraits.WEBSOCKET));
        assertThat(desk.conversation.pressAccepted()).isFalse();
        desk.press();
        assertThat(desk.notices).containsExactly(new Notice.TurnDropped("not connected"));
        assertThat(desk.did(Command.Microphone.class::isInstance)).isFalse();
    }

    @Test
    void aPressDuringAnAnswerStopsIt() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(300)
                .forget()
                .press();
        assertThat(desk.sentTypes())
                .containsExactly("response.cancel", "conversation.item.truncate", "input_audio_buffer.clear");
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
    }

    @Test
    void theAnswerToATurnWaitsForTheEndOfTheCancelledOne() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .play(300)
                .press()
                .talk(20);
        desk.forget().release().talk(1);
        assertThat(desk.sentTypes()).doesNotContain("response.create");
        desk.done("r1", "cancelled");
        assertThat(desk.sentTypes()).endsWith("response.create");
    }
}
