package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import org.junit.jupiter.api.Test;

/** The arms of the comparison do what their names say, mistakes included. */
class StrategyTest {

    @Test
    void truncateCancelLetsTheVoiceTalkOn() {
        ConversationFixture fixture = fixture(TransportTraits.WEBRTC, Strategy.TRUNCATE_CANCEL);
        fixture.play(200)
                .say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(500, 5_000)
                .forget()
                .stop();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.truncate", "response.cancel");
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(500);
        assertThat(fixture.frame(5_000)).contains((short) 5_000);
        assertThat(fixture.did(c -> c instanceof Command.ShutGate || c instanceof Command.Flush))
                .isFalse();
    }

    @Test
    void truncateCancelPlaysLateSoundOnWebSocket() {
        ConversationFixture fixture = fixture(TransportTraits.WEBSOCKET, Strategy.TRUNCATE_CANCEL);
        fixture.say().created("r1").sound("r1", "i1", 300).play(100).forget().stop();
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(100);
        fixture.sound("r1", "i1", 100);
        assertThat(fixture.did(Command.Play.class::isInstance)).isTrue();
    }

    @Test
    void theWallClockIsClampedToWhatWasReceived() {
        ConversationFixture fixture = fixture(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        fixture.say().created("r1").sound("r1", "i1", 300).pass(900).forget().stop();
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
    }

    @Test
    void theWallClockTruncatesTheNewestItem() {
        ConversationFixture fixture = fixture(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        fixture.say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .sound("r1", "i2", 1_000)
                .play(500)
                .forget()
                .stop();
        assertThat(fixture.sent)
                .filteredOn(ClientEvent.ConversationItemTruncate.class::isInstance)
                .hasSize(1);
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).itemId())
                .isEqualTo("i2");
    }

    @Test
    void cancelClearFlushesOnWebSocketAndClearsOnWebRtc() {
        ConversationFixture socket = fixture(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        socket.say().created("r1").sound("r1", "i1", 300).play(100).forget().stop();
        assertThat(socket.did(Command.Flush.class::isInstance)).isTrue();
        assertThat(socket.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        ConversationFixture rtc = fixture(TransportTraits.WEBRTC, Strategy.CANCEL_CLEAR);
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
        ConversationFixture fixture = fixture(TransportTraits.WEBRTC, Strategy.MUTE_UNTIL_STOPPED);
        fixture.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .forget()
                .stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
        assertThat(fixture.did(c -> c instanceof Command.Mute m && m.muted())).isTrue();
        assertThat(fixture.conversation.pressAccepted()).isFalse();
        fixture.forget().press();
        assertThat(fixture.notices).containsExactly(new Notice.LockedOut(true));
        assertThat(fixture.did(Command.Microphone.class::isInstance)).isFalse();
        fixture.done("r1", "cancelled").stopped("r1").pass(199);
        assertThat(fixture.conversation.pressAccepted()).isFalse();
        fixture.pass(1);
        assertThat(fixture.conversation.pressAccepted()).isTrue();
        assertThat(fixture.notices).contains(new Notice.LockedOut(false));
        assertThat(fixture.did(c -> c instanceof Command.Mute m && !m.muted())).isTrue();
    }

    @Test
    void muteUntilStoppedLetsTheUserInAfter30SecondsAtTheLatest() {
        ConversationFixture fixture = fixture(TransportTraits.WEBRTC, Strategy.MUTE_UNTIL_STOPPED);
        fixture.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .stop()
                .pass(29_999);
        assertThat(fixture.conversation.pressAccepted()).isFalse();
        fixture.pass(1);
        assertThat(fixture.conversation.pressAccepted()).isTrue();
    }

    @Test
    void aLostTransportUnlocks() {
        ConversationFixture fixture = fixture(TransportTraits.WEBSOCKET, Strategy.MUTE_UNTIL_STOPPED);
        fixture.say().created("r1").sound("r1", "i1", 1_000).play(100).stop();
        fixture.give(new Input.TransportDown("gone"));
        fixture.give(new Input.TransportUp());
        assertThat(fixture.conversation.pressAccepted()).isTrue();
    }

    @Test
    void allStrategiesHaveNames() {
        assertThat(Strategy.all())
                .extracting(Strategy::name)
                .containsExactly("truncate-cancel", "mute-until-stopped", "cancel-clear", "bargein");
    }

    private static ConversationFixture fixture(TransportTraits traits, Strategy strategy) {
        return ConversationFixture.connected(ConversationConfig.of(traits).withStrategy(strategy));
    }
}
