package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import org.junit.jupiter.api.Test;

/** The arms of the comparison do what their names say, mistakes included. */
class StrategyTest {

    @Test
    void truncateCancelLetsTheVoiceTalkOn() {
        CoreFixture core = core(TransportTraits.WEBRTC, Strategy.TRUNCATE_CANCEL);
        core.play(200)
                .say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(500, 5_000)
                .forget()
                .stop();
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate", "response.cancel");
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(500);
        assertThat(core.frame(5_000)).contains((short) 5_000);
        assertThat(core.did(c -> c instanceof Command.ShutGate || c instanceof Command.Flush))
                .isFalse();
    }

    @Test
    void truncateCancelPlaysLateSoundOnWebSocket() {
        CoreFixture core = core(TransportTraits.WEBSOCKET, Strategy.TRUNCATE_CANCEL);
        core.say().created("r1").sound("r1", "i1", 300).play(100).forget().stop();
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(100);
        core.sound("r1", "i1", 100);
        assertThat(core.did(Command.Play.class::isInstance)).isTrue();
    }

    @Test
    void theWallClockIsClampedToWhatWasReceived() {
        CoreFixture core = core(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        core.say().created("r1").sound("r1", "i1", 300).pass(900).forget().stop();
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
    }

    @Test
    void theWallClockTruncatesTheNewestItem() {
        CoreFixture core = core(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        core.say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .sound("r1", "i2", 1_000)
                .play(500)
                .forget()
                .stop();
        assertThat(core.sent)
                .filteredOn(ClientEvent.ConversationItemTruncate.class::isInstance)
                .hasSize(1);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).itemId())
                .isEqualTo("i2");
    }

    @Test
    void cancelClearFlushesOnWebSocketAndClearsOnWebRtc() {
        CoreFixture socket = core(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        socket.say().created("r1").sound("r1", "i1", 300).play(100).forget().stop();
        assertThat(socket.did(Command.Flush.class::isInstance)).isTrue();
        assertThat(socket.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        CoreFixture rtc = core(TransportTraits.WEBRTC, Strategy.CANCEL_CLEAR);
        rtc.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .forget()
                .stop();
        assertThat(rtc.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        assertThat(rtc.did(Command.ShutGate.class::isInstance)).isFalse();
        rtc.pass(2_000);
        assertThat(rtc.sentTypes()).doesNotContain("conversation.item.truncate");
    }

    @Test
    void muteUntilStoppedLocksTheUserOutUntilTheVoiceIsOver() {
        CoreFixture core = core(TransportTraits.WEBRTC, Strategy.MUTE_UNTIL_STOPPED);
        core.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .forget()
                .stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel");
        assertThat(core.did(c -> c instanceof Command.Mute m && m.muted())).isTrue();
        assertThat(core.conversation.pressAccepted()).isFalse();
        core.forget().press();
        assertThat(core.notices).containsExactly(new Notice.LockedOut(true));
        assertThat(core.did(Command.Microphone.class::isInstance)).isFalse();
        core.done("r1", "cancelled").stopped("r1").pass(199);
        assertThat(core.conversation.pressAccepted()).isFalse();
        core.pass(1);
        assertThat(core.conversation.pressAccepted()).isTrue();
        assertThat(core.notices).contains(new Notice.LockedOut(false));
        assertThat(core.did(c -> c instanceof Command.Mute m && !m.muted())).isTrue();
    }

    @Test
    void muteUntilStoppedLetsTheUserInAfter30SecondsAtTheLatest() {
        CoreFixture core = core(TransportTraits.WEBRTC, Strategy.MUTE_UNTIL_STOPPED);
        core.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .stop()
                .pass(29_999);
        assertThat(core.conversation.pressAccepted()).isFalse();
        core.pass(1);
        assertThat(core.conversation.pressAccepted()).isTrue();
    }

    @Test
    void aLostTransportUnlocks() {
        CoreFixture core = core(TransportTraits.WEBSOCKET, Strategy.MUTE_UNTIL_STOPPED);
        core.say().created("r1").sound("r1", "i1", 1_000).play(100).stop();
        core.give(new Input.TransportDown("gone"));
        core.give(new Input.TransportUp());
        assertThat(core.conversation.pressAccepted()).isTrue();
    }

    @Test
    void allStrategiesHaveNames() {
        assertThat(Strategy.all())
                .extracting(Strategy::name)
                .containsExactly("truncate-cancel", "mute-until-stopped", "cancel-clear", "bargein");
    }

    private static CoreFixture core(TransportTraits traits, Strategy strategy) {
        return CoreFixture.connected(ConversationConfig.of(traits).withStrategy(strategy));
    }
}
