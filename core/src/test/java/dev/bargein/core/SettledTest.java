package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing is waited for once it has come, and nobody is told twice. */
class SettledTest {

    @Test
    void aStopOnWebRtcIsSettledByTheServersTruncationAndTheEndOfTheResponse() {
        CoreFixture core = sounding().stop();
        assertThat(core.wakeReason()).isEqualTo(WakeReason.TRUNCATION_REFINED);
        core.cleared("r1").truncated("i1", 390);
        assertThat(core.wakeReason()).isEqualTo(WakeReason.CANCELLED_RESPONSE_DONE);
        core.done("r1", "cancelled").stopped("r1");
        assertThat(core.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aStopOnWebSocketIsSettledByTheEndOfTheResponse() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .stop();
        assertThat(core.wakeReason()).isNotEqualTo(WakeReason.NONE);
        core.done("r1", "cancelled");
        assertThat(core.wakeReason()).isEqualTo(WakeReason.NONE);
        core.forget().pass(10_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aTruncationThatWasRefinedIsNotRefinedAgain() {
        CoreFixture core = sounding().stop().forget().pass(500);
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate");
        core.forget().truncated("i1", 3_000).pass(500);
        assertThat(core.sentTypes()).doesNotContain("conversation.item.truncate");
    }

    @Test
    void anAnswerThatIsOverIsNotWaitedFor() {
        CoreFixture core = CoreFixture.webSocket().say();
        assertThat(core.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
        core.created("r1").sound("r1", "i1", 100).soundDone("r1", "i1").done("r1");
        assertThat(core.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aTurnThatWasDroppedOrCommittedIsNotWaitedFor() {
        CoreFixture tap = CoreFixture.webSocket().press();
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.PRESS_LIMIT);
        tap.talk(6).release();
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.LAST_WORD_ARRIVED);
        tap.talk(1);
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.NONE);
        CoreFixture turn = CoreFixture.webSocket().press().talk(20).release().talk(1);
        assertThat(turn.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
    }

    @Test
    void aTransportThatIsGoneLeavesNothingToWaitFor() {
        CoreFixture pressed = CoreFixture.webSocket().press().talk(3);
        pressed.give(new Input.TransportDown("gone"));
        assertThat(pressed.wakeReason()).isEqualTo(WakeReason.NONE);
        CoreFixture asked = CoreFixture.webSocket().say();
        asked.give(new Input.TransportDown("gone"));
        assertThat(asked.wakeReason()).isEqualTo(WakeReason.NONE);
        CoreFixture stopped = sounding().stop();
        stopped.give(new Input.TransportDown("gone"));
        stopped.forget().pass(10_000);
        assertThat(stopped.sent).isEmpty();
    }

    @Test
    void whatWasHeardToItsEndIsNotPartOfTheInterruption() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1");
        core.sound("r1", "i1", 200)
                .soundDone("r1", "i1")
                .sound("r1", "i2", 400)
                .done("r1")
                .play(300)
                .forget()
                .stop();
        Notice.Interrupted interrupted = (Notice.Interrupted) core.notices.get(0);
        assertThat(interrupted.heard()).extracting(Heard::itemId).containsExactly("i2");
        assertThat(interrupted.heard()).extracting(Heard::heard).containsExactly(MediaTime.ofMillis(100));
    }

    @Test
    void anItemThatMayStillGrowWasNotHeardToItsEnd() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 200)
                .play(300)
                .forget()
                .stop();
        Notice.Interrupted interrupted = (Notice.Interrupted) core.notices.get(0);
        assertThat(interrupted.heard()).extracting(Heard::itemId).containsExactly("i1");
    }

    @Test
    void theVoiceOfAnAnswerBeginsAndEndsOnce() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").forget();
        core.sound("r1", "i1", 100).soundDone("r1", "i1").done("r1").play(300);
        assertThat(core.notices.stream().filter(Notice.VoiceStarted.class::isInstance))
                .hasSize(1);
        assertThat(core.notices.stream().filter(Notice.VoiceEnded.class::isInstance))
                .hasSize(1);
    }

    @Test
    void theUserIsToldOfALockOutOnceAndOfItsEnd() {
        CoreFixture core = CoreFixture.connected(
                ConversationConfig.of(TransportTraits.WEBSOCKET).withStrategy(Strategy.MUTE_UNTIL_STOPPED));
        core.say().created("r1").sound("r1", "i1", 200).play(100).forget().stop();
        assertThat(core.notices).contains(new Notice.LockedOut(true));
        assertThat(core.wakeReason()).isNotEqualTo(WakeReason.NONE);
        core.forget().done("r1", "cancelled").play(200).pass(1_000);
        assertThat(core.notices).contains(new Notice.LockedOut(false));
        assertThat(core.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aServerThatClearsWhatIsOverEndsTheLockOut() {
        CoreFixture core = CoreFixture.connected(
                ConversationConfig.of(TransportTraits.WEBRTC).withStrategy(Strategy.MUTE_UNTIL_STOPPED));
        core.say().created("r1").part("r1", "i1").started("r1").play(300, 5_000).stop();
        core.done("r1", "cancelled").cleared("r1").pass(200);
        assertThat(core.conversation.pressAccepted()).isTrue();
    }

    /** 400 ms of an answer on the live stream. */
    private static CoreFixture sounding() {
        return CoreFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1")
                .play(400, 5_000);
    }
}
