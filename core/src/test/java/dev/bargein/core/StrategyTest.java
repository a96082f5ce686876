package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import org.junit.jupiter.api.Test;

/** The arms of the comparison do what their names say, mistakes included. */
class StrategyTest {

    @Test
    void truncateCancelLetsTheVoiceTalkOn() {
        Desk desk = desk(TransportTraits.WEBRTC, Strategy.TRUNCATE_CANCEL);
        desk.play(200)
                .say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(500, 5_000)
                .forget()
                .stop();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate", "response.cancel");
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(500);
        assertThat(desk.frame(5_000)).contains((short) 5_000);
        assertThat(desk.did(c -> c instanceof Command.ShutGate || c instanceof Command.Flush))
                .isFalse();
    }

    @Test
    void truncateCancelPlaysLateSoundOnWebSocket() {
        Desk desk = desk(TransportTraits.WEBSOCKET, Strategy.TRUNCATE_CANCEL);
        desk.say().created("r1").sound("r1", "i1", 300).play(100).forget().stop();
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(100);
        desk.sound("r1", "i1", 100);
        assertThat(desk.did(Command.Play.class::isInstance)).isTrue();
    }

    @Test
    void theWallClockIsClampedToWhatWasReceived() {
        Desk desk = desk(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        desk.say().created("r1").sound("r1", "i1", 300).pass(900).forget().stop();
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
    }

    @Test
    void theWallClockTruncatesTheNewestItem() {
        Desk desk = desk(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        desk.say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .sound("r1", "i2", 1_000)
                .play(500)
                .forget()
                .stop();
        assertThat(desk.sent)
                .filteredOn(ClientEvent.ConversationItemTruncate.class::isInstance)
                .hasSize(1);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).itemId())
                .isEqualTo("i2");
    }

    @Test
    void cancelClearFlushesOnWebSocketAndClearsOnWebRtc() {
        Desk socket = desk(TransportTraits.WEBSOCKET, Strategy.CANCEL_CLEAR);
        socket.say().created("r1").sound("r1", "i1", 300).play(100).forget().stop();
        assertThat(socket.did(Command.Flush.class::isInstance)).isTrue();
        assertThat(socket.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        Desk rtc = desk(TransportTraits.WEBRTC, Strategy.CANCEL_CLEAR);
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
        Desk desk = desk(TransportTraits.WEBRTC, Strategy.MUTE_UNTIL_STOPPED);
        desk.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .forget()
                .stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
        assertThat(desk.did(c -> c instanceof Command.Mute m && m.muted())).isTrue();
        assertThat(desk.conversation.pressAccepted()).isFalse();
        desk.forget().press();
        assertThat(desk.notices).containsExactly(new Notice.LockedOut(true));
        assertThat(desk.did(Command.Microphone.class::isInstance)).isFalse();
        desk.done("r1", "cancelled").stopped("r1").pass(199);
        assertThat(desk.conversation.pressAccepted()).isFalse();
        desk.pass(1);
        assertThat(desk.conversation.pressAccepted()).isTrue();
        assertThat(desk.notices).contains(new Notice.LockedOut(false));
        assertThat(desk.did(c -> c instanceof Command.Mute m && !m.muted())).isTrue();
    }

    @Test
    void muteUntilStoppedLetsTheUserInAfter30SecondsAtTheLatest() {
        Desk desk = desk(TransportTraits.WEBRTC, Strategy.MUTE_UNTIL_STOPPED);
        desk.say()
                .created("r1")
                .part("r1", "i1")
                .started("r1")
                .play(300, 5_000)
                .stop()
                .pass(29_999);
        assertThat(desk.conversation.pressAccepted()).isFalse();
        desk.pass(1);
        assertThat(desk.conversation.pressAccepted()).isTrue();
    }

    @Test
    void aLostTransportUnlocks() {
        Desk desk = desk(TransportTraits.WEBSOCKET, Strategy.MUTE_UNTIL_STOPPED);
        desk.say().created("r1").sound("r1", "i1", 1_000).play(100).stop();
        desk.give(new Input.TransportDown("gone"));
        desk.give(new Input.TransportUp());
        assertThat(desk.conversation.pressAccepted()).isTrue();
    }

    @Test
    void allStrategiesHaveNames() {
        assertThat(Strategy.all())
                .extracting(Strategy::name)
                .containsExactly("truncate-cancel", "mute-until-stopped", "cancel-clear", "bargein");
    }

    private static Desk desk(TransportTraits traits, Strategy strategy) {
        return Desk.connected(ConversationConfig.of(traits).withStrategy(strategy));
    }
}
