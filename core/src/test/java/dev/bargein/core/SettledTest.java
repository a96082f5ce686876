package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing is waited for once it has come, and nobody is told twice. */
class SettledTest {

    @Test
    void aStopOnWebRtcIsSettledByTheServersTruncationAndTheEndOfTheResponse() {
        ConversationFixture fixture = sounding().stop();
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.TRUNCATION_REFINED);
        fixture.cleared("r1").truncated("i1", 390);
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.CANCELLED_RESPONSE_DONE);
        fixture.done("r1", "cancelled").stopped("r1");
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aStopOnWebSocketIsSettledByTheEndOfTheResponse() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .stop();
        assertThat(fixture.wakeReason()).isNotEqualTo(WakeReason.NONE);
        fixture.done("r1", "cancelled");
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.NONE);
        fixture.forget().pass(10_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aTruncationThatWasRefinedIsNotRefinedAgain() {
        ConversationFixture fixture = sounding().stop().forget().pass(500);
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.truncate");
        fixture.forget().truncated("i1", 3_000).pass(500);
        assertThat(fixture.sentTypes()).doesNotContain("conversation.item.truncate");
    }

    @Test
    void anAnswerThatIsOverIsNotWaitedFor() {
        ConversationFixture fixture = ConversationFixture.webSocket().say();
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
        fixture.created("r1").sound("r1", "i1", 100).soundDone("r1", "i1").done("r1");
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aTurnThatWasDroppedOrCommittedIsNotWaitedFor() {
        ConversationFixture tap = ConversationFixture.webSocket().press();
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.PRESS_LIMIT);
        tap.talk(6).release();
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.LAST_WORD_ARRIVED);
        tap.talk(1);
        assertThat(tap.wakeReason()).isEqualTo(WakeReason.NONE);
        ConversationFixture turn =
                ConversationFixture.webSocket().press().talk(20).release().talk(1);
        assertThat(turn.wakeReason()).isEqualTo(WakeReason.RESPONSE_CREATED);
    }

    @Test
    void aTransportThatIsGoneLeavesNothingToWaitFor() {
        ConversationFixture pressed = ConversationFixture.webSocket().press().talk(3);
        pressed.give(new Input.TransportDown("gone"));
        assertThat(pressed.wakeReason()).isEqualTo(WakeReason.NONE);
        ConversationFixture asked = ConversationFixture.webSocket().say();
        asked.give(new Input.TransportDown("gone"));
        assertThat(asked.wakeReason()).isEqualTo(WakeReason.NONE);
        ConversationFixture stopped = sounding().stop();
        stopped.give(new Input.TransportDown("gone"));
        stopped.forget().pass(10_000);
        assertThat(stopped.sent).isEmpty();
    }

    @Test
    void whatWasHeardToItsEndIsNotPartOfTheInterruption() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1");
        fixture.sound("r1", "i1", 200)
                .soundDone("r1", "i1")
                .sound("r1", "i2", 400)
                .done("r1")
                .play(300)
                .forget()
                .stop();
        Notice.Interrupted interrupted = (Notice.Interrupted) fixture.notices.get(0);
        assertThat(interrupted.heard()).extracting(Heard::itemId).containsExactly("i2");
        assertThat(interrupted.heard()).extracting(Heard::heard).containsExactly(MediaTime.ofMillis(100));
    }

    @Test
    void anItemThatMayStillGrowWasNotHeardToItsEnd() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 200)
                .play(300)
                .forget()
                .stop();
        Notice.Interrupted interrupted = (Notice.Interrupted) fixture.notices.get(0);
        assertThat(interrupted.heard()).extracting(Heard::itemId).containsExactly("i1");
    }

    @Test
    void theVoiceOfAnAnswerBeginsAndEndsOnce() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().created("r1").forget();
        fixture.sound("r1", "i1", 100).soundDone("r1", "i1").done("r1").play(300);
        assertThat(fixture.notices.stream().filter(Notice.VoiceStarted.class::isInstance))
                .hasSize(1);
        assertThat(fixture.notices.stream().filter(Notice.VoiceEnded.class::isInstance))
                .hasSize(1);
    }

    @Test
    void theUserIsToldOfALockOutOnceAndOfItsEnd() {
        ConversationFixture fixture = ConversationFixture.connected(
                ConversationConfig.of(TransportTraits.WEBSOCKET).withStrategy(Strategy.MUTE_UNTIL_STOPPED));
        fixture.say().created("r1").sound("r1", "i1", 200).play(100).forget().stop();
        assertThat(fixture.notices).contains(new Notice.LockedOut(true));
        assertThat(fixture.wakeReason()).isNotEqualTo(WakeReason.NONE);
        fixture.forget().done("r1", "cancelled").play(200).pass(1_000);
        assertThat(fixture.notices).contains(new Notice.LockedOut(false));
        assertThat(fixture.wakeReason()).isEqualTo(WakeReason.NONE);
    }

    @Test
    void aServerThatClearsWhatIsOverEndsTheLockOut() {
        ConversationFixture fixture = ConversationFixture.connected(
                ConversationConfig.of(TransportTraits.WEBRTC).withStrategy(Strategy.MUTE_UNTIL_STOPPED));
        fixture.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .stop();
        fixture.done("r1", "cancelled").cleared("r1").pass(200);
        assertThat(fixture.conversation.pressAccepted()).isTrue();
    }

    /** 400 ms of an answer on the live stream. */
    private static ConversationFixture sounding() {
        return ConversationFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1")
                .play(400, 5_000);
    }
}
