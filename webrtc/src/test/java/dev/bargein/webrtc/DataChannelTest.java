package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataChannelTest {
    private final LibWebRtcEngine engine = new LibWebRtcEngine();

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void theLargestMessageArrivesAndALargerOneIsRefused() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
        String largest = "x".repeat(262_144);

        assertThat(caller.openChannel().channel.send(largest)).isTrue();
        assertThat(callee.openChannel().next()).isEqualTo(largest);
        assertThatThrownBy(() -> caller.openChannel().channel.send(largest + "x"))
                .isInstanceOf(RtcException.class)
                .hasMessageContaining("too long");
        assertThat(caller.openChannel().channel.send("still open")).isTrue();
        assertThat(callee.openChannel().next()).isEqualTo("still open");
    }

    @Test
    void messagesThatComeBeforeThereIsAListenerAreDeliveredToIt() throws Exception {
        CompletableFuture<RtcDataChannel> arrived = new CompletableFuture<>();
        TestPeer caller = new TestPeer(engine);
        RtcPeer callee = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {
            @Override
            public void onDataChannel(RtcDataChannel channel) {
                arrived.complete(channel);
            }
        });
        TestPeer.Channel here = new TestPeer.Channel(caller.peer.createDataChannel("oai-events"));
        caller.channel.complete(here);
        String answer = TestPeer.get(callee.acceptOffer(TestPeer.get(caller.peer.createOffer())));
        TestPeer.get(caller.peer.acceptAnswer(answer));
        caller.openChannel();
        for (int i = 0; i < 100; i++) {
            here.channel.send("early " + i);
        }
        RtcDataChannel there = TestPeer.get(arrived);
        there.send("all sent");
        assertThat(here.next()).isEqualTo("all sent");

        TestPeer.Channel late = new TestPeer.Channel(there);
        assertThat(late.opened.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(late.next()).isEqualTo("early " + i);
        }
    }

    @Test
    void nothingIsSentBeforeTheChannelIsOpen() {
        TestPeer caller = new TestPeer(engine);
        assertThat(caller.peer.createDataChannel("oai-events").send("x")).isFalse();
    }

    @Test
    void aChannelThatOneEndClosesIsClosedAtBoth() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.connect(caller, callee);
        TestPeer.Channel here = caller.openChannel();
        TestPeer.Channel there = callee.openChannel();
        here.channel.close();
        assertThat(there.closed.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(here.closed.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(here.channel.send("x")).isFalse();
        assertThat(there.channel.send("x")).isFalse();
    }

    @Test
    void aChannelHasOneListener() {
        RtcDataChannel channel = new TestPeer(engine).peer.createDataChannel("a");
        channel.listen(new RtcDataChannel.Listener() {});
        assertThatThrownBy(() -> channel.listen(new RtcDataChannel.Listener() {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFifthChannelFromTheOtherEndIsClosed() throws Exception {
        TestPeer caller = new TestPeer(engine);
        TestPeer callee = new TestPeer(engine);
        TestPeer.Channel[] channels = new TestPeer.Channel[5];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new TestPeer.Channel(caller.peer.createDataChannel("c" + i));
        }
        TestPeer.negotiate(caller, callee);
        assertThat(channels[4].closed.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS))
                .isTrue();
        assertThat(channels[0].opened.await(TestPeer.DEADLINE_S, TimeUnit.SECONDS))
                .isTrue();
        assertThat(channels[0].channel.send("x")).isTrue();
    }
}
