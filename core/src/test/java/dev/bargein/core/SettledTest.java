package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing is waited for once it has come, and nobody is told twice. */
class SettledTest {

    @Test
    void aStopOnWebRtcIsSettledByTheServersTruncationAndTheEndOfTheResponse() {
        Desk desk = sounding().stop();
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.TRUNCATION_REFINED);
        desk.cleared("r1").truncated("i1", 390);
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.CANCELLED_RESPONSE_DONE);
        desk.done("r1", "cancelled").stopped("r1");
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aStopOnWebSocketIsSettledByTheEndOfTheResponse() {
        Desk desk =
                Desk.webSocket().say().created("r1").sound("r1", "i1", 1_000).stop();
        assertThat(desk.wakeReason()).isNotEqualTo(WakeReason.NONE);
        desk.done("r1", "cancelled");
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.NONE);
        desk.forget().pass(10_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aTruncationThatWasRefinedIsNotRefinedAgain() {
        Desk desk = sounding().stop().forget().pass(500);
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate");
        desk.forget().truncated("i1", 3_000).pass(500);
        assertThat(desk.sentTypes()).doesNotContain("conversation.item.truncate");
    }

    @Test
    void anAnswerThatIsOverIsNotWaitedFor() {
        Desk desk = Desk.webSocket().say();
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
        desk.created("r1").sound("r1", "i1", 100).soundDone("r1", "i1").done("r1");
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aTurnThatWasDroppedOrCommittedIsNotWaitedFor() {
        Desk tap = Desk.webSocket().press();
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.PRESS_LIMIT);
        tap.talk(6).release();
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.LAST_WORD_ARRIVED);
        tap.talk(1);
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.NONE);
        Desk turn = Desk.webSocket().press().talk(20).release().talk(1);
        assertThat(turn.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
    }

    @Test
    void aTransportThatIsGoneLeavesNothingToWaitFor() {
        Desk pressed = Desk.webSocket().press().talk(3);
        pressed.give(new Input.TransportDown("gone"));
        assertThat(pressed.wakeReason()).isEqualTo(WakeReason.NONE);
        Desk asked = Desk.webSocket().say();
        asked.give(new Input.TransportDown("gone"));
        assertThat(asked.wakeReason()).isEqualTo(WakeReason.NONE);
        Desk stopped = sounding().stop();
        stopped.give(new Input.TransportDown("gone"));
        stopped.forget().pass(10_000);
        assertThat(stopped.sent).isEmpty();
    }

    @Test
    void whatWasHeardToItsEndIsNotPartOfTheInterruption() {
        Desk desk = Desk.webSocket().say().created("r1");
        desk.sound("r1", "i1", 200)
                .soundDone("r1", "i1")
                .sound("r1", "i2", 400)
                .done("r1")
                .play(300)
                .forget()
                .stop();
        Notice.Interrupted interrupted = (Notice.Interrupted) desk.notices.get(0);
        assertThat(interrupted.heard()).extracting(Heard::itemId).containsExactly("i2");
        assertThat(interrupted.heard()).extracting(Heard::heard).containsExactly(MediaTime.ofMillis(100));
    }

    @Test
    void anItemThatMayStillGrowWasNotHeardToItsEnd() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 200)
                .play(300)
                .forget()
                .stop();
        Notice.Interrupted interrupted = (Notice.Interrupted) desk.notices.get(0);
        assertThat(interrupted.heard()).extracting(Heard::itemId).containsExactly("i1");
    }

    @Test
    void theVoiceOfAnAnswerBeginsAndEndsOnce() {
        Desk desk = Desk.webSocket().say().created("r1").forget();
        desk.sound("r1", "i1", 100).soundDone("r1", "i1").done("r1").play(300);
        assertThat(desk.notices.stream().filter(Notice.VoiceStarted.class::isInstance))
                .hasSize(1);
        assertThat(desk.notices.stream().filter(Notice.VoiceEnded.class::isInstance))
                .hasSize(1);
    }

    @Test
    void theUserIsToldOfALockOutOnceAndOfItsEnd() {
        Desk desk = Desk.connected(
                ConversationConfig.of(TransportTraits.WEBSOCKET).withStrategy(Strategy.MUTE_UNTIL_STOPPED));
        desk.say().created("r1").sound("r1", "i1", 200).play(100).forget().stop();
        assertThat(desk.notices).contains(new Notice.LockedOut(true));
        assertThat(desk.wakeReason()).isNotEqualTo(WakeReason.NONE);
        desk.forget().done("r1", "cancelled").play(200).pass(1_000);
        assertThat(desk.notices).contains(new Notice.LockedOut(false));
        assertThat(desk.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aServerThatClearsWhatIsOverEndsTheLockOut() {
        Desk desk =
                Desk.connected(ConversationConfig.of(TransportTraits.WEBRTC).withStrategy(Strategy.MUTE_UNTIL_STOPPED));
        desk.say().created("r1").part("r1", "i1").started("r1").play(300, 5_000).stop();
        desk.done("r1", "cancelled").cleared("r1").pass(200);
        assertThat(desk.conversation.pressAccepted()).isTrue();
    }

    /** 400 ms of an answer on the live stream. */
    private static Desk sounding() {
        return Desk.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1")
                .play(400, 5_000);
    }
}
