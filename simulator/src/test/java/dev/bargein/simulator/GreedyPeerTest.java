package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that take without giving: what they cost is bounded, and nobody else pays for it (threat model, rows 11, 12). */
class GreedyPeerTest {
    private static final String PATH = "/v1/realtime?model=sim";
    private static final String MANUAL = "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":"
            + "{\"input\":{\"turn_detection\":null}}}}";
    private static final String CLEAR = "{\"type\":\"input_audio_buffer.clear\"}";

    private final AtomicLong mostUnsent = new AtomicLong();
    private Simulator sim = start(Simulator.builder());

    private Simulator start(Simulator.Builder builder) {
        return builder.voice(new ToneVoice())
                .script(Script.of(Answer.ofDurationMs(600_000).withSpeed(100).withFirstAudioDelayMs(0)))
                .trace(new SimulatorListener() {
                    @Override
                    public void onSent(SimulatorSession session, long nanos, String text) {
                        mostUnsent.accumulateAndGet(sim.service().unsentBytes(), Math::max);
                    }
                })
                .start();
    }

    private void restart(Simulator.Builder builder) {
        sim.close();
        sim = start(builder);
    }

    @AfterEach
    void close() {
        sim.close();
    }

    private static String text(String words) {
        return "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":"
                + "[{\"type\":\"input_text\",\"text\":\"" + words + "\"}]}}";
    }

    /** An item of so many seconds of sound; its id. */
    private static String say(RawSocket socket, int seconds) throws IOException {
        socket.sendText(MANUAL);
        socket.await("session.updated");
        String second = Base64.getEncoder().encodeToString(new byte[48_000]);
        for (int i = 0; i < seconds; i++) {
            socket.sendText("{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + second + "\"}");
        }
        socket.sendText("{\"type\":\"input_audio_buffer.commit\"}");
        String committed = socket.await("input_audio_buffer.committed");
        return committed.replaceAll(".*\"item_id\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void pingsOfAPeerThatNeverReadsDoNotPileUpAsPongs() throws IOException {
        int pings = 400_000;
        byte[] ping = new byte[131];
        ping[0] = (byte) 0x89;
        ping[1] = (byte) (0x80 | 125);
        byte[] block = new byte[ping.length * 1_000];
        for (int i = 0; i < 1_000; i++) {
            System.arraycopy(ping, 0, block, i * ping.length, ping.length);
        }
        try (RawSocket socket = RawSocket.connect(sim, PATH)) {
            for (int i = 0; i < pings / 1_000; i++) {
                socket.sendRaw(block);
            }
            socket.sendText(CLEAR);
            int pongs = 0;
            for (RawSocket.Frame frame = socket.next(); !frame.text().contains("cleared"); frame = socket.next()) {
                pongs += frame.isPong() ? 1 : 0;
            }
            // What fits into the buffers of the operating system, and one more.
            assertThat(pongs).isBetween(1, pings / 2);
            socket.sendFrame(0x89, 3, 7);
            assertThat(socket.next().isPong()).isTrue();
        }
    }

    @Test
    void whatAHealthyClientAsksForMayBeLarge() throws IOException {
        try (RawSocket socket = RawSocket.connect(sim, PATH)) {
            for (int mib : List.of(3, 5, 8)) {
                socket.sendText(text("y".repeat(mib << 20)));
                socket.await("conversation.item.added");
                socket.await("conversation.item.done");
            }
            String id = say(socket, 70);
            socket.sendText("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"" + id + "\"}");
            assertThat(socket.await("conversation.item.retrieved").length()).isGreaterThan(70 * 64_000);
        }
    }

    @Test
    void aClientThatIsBehindIsNotReadFromAndLosesNothing() throws IOException {
        int asked = 60;
        try (RawSocket socket = RawSocket.connect(sim, PATH)) {
            String id = say(socket, 20);
            for (int i = 0; i < asked; i++) {
                socket.sendText("{\"type\":\"conversation.item.retrieve\",\"item_id\":\"" + id + "\"}");
            }
            // It may have caught up a little by now, as the system's buffers grow while they fill.
            Waiting.until(() -> mostUnsent.get() > 4L << 20);
            for (int i = 0; i < asked; i++) {
                socket.await("conversation.item.retrieved");
            }
            // 77 MB were asked for in one breath.
            assertThat(mostUnsent.get()).isLessThan(8L << 20);
        }
        Waiting.until(() -> sim.service().unsentBytes() == 0);
    }

    @Test
    void manySlowReadersTogetherAreCutOffAndTheOthersGoOn() throws IOException {
        restart(Simulator.builder().heapBytes(64L << 20));
        List<RawSocket> slow = new ArrayList<>();
        try (RawSocket healthy = RawSocket.connect(sim, PATH)) {
            for (int i = 0; i < 12; i++) {
                RawSocket socket = RawSocket.connect(sim, PATH);
                slow.add(socket);
                socket.sendText("{\"type\":\"response.create\"}");
            }
            for (int i = 0; i < 200; i++) {
                healthy.sendText(CLEAR);
                healthy.await("input_audio_buffer.cleared");
            }
            Waiting.until(() -> sim.service().activeSessions() == 1);
            assertThat(mostUnsent.get()).isLessThan(48L << 20);
            healthy.sendText(CLEAR);
            healthy.await("input_audio_buffer.cleared");
        } finally {
            for (RawSocket socket : slow) {
                socket.close();
            }
        }
        Waiting.until(() -> sim.service().unsentBytes() == 0);
    }

    @Test
    void messagesThatNeverEndTogetherTakeNoMoreThanTheirBudget() throws IOException {
        restart(Simulator.builder().heapBytes(64L << 20));
        List<RawSocket> endless = new ArrayList<>();
        try (RawSocket healthy = RawSocket.connect(sim, PATH)) {
            for (int i = 0; i < 12; i++) {
                RawSocket socket = RawSocket.connect(sim, PATH);
                endless.add(socket);
                try {
                    // Half of them in one frame, half in many; none with an end.
                    socket.sendFrame(i % 2 == 0 ? 0x01 : 0x81, 8L << 20, 'y', i % 2 == 0 ? 8L << 20 : 7L << 20);
                } catch (IOException putOutside) {
                    // As it should be.
                }
                assertThat(sim.service().receivedBytes()).isLessThan(48L << 20);
                healthy.sendText(CLEAR);
                healthy.await("input_audio_buffer.cleared");
            }
            Waiting.until(() -> sim.service().activeSessions() < 8);
            healthy.sendText(text("y".repeat(1 << 20)));
            healthy.await("conversation.item.done");
        } finally {
            for (RawSocket socket : endless) {
                socket.close();
            }
        }
        Waiting.until(() -> sim.service().receivedBytes() == 0);
    }

    @Test
    void aClientThatDoesNotReadDoesNotHoldUpTheEnd() throws IOException {
        try (RawSocket deaf = RawSocket.connect(sim, PATH);
                RawSocket refused = RawSocket.connect(sim, "/v1/realtime")) {
            deaf.sendText("{\"type\":\"response.create\"}");
            Waiting.until(() -> sim.service().unsentBytes() > 0);
            long start = System.nanoTime();
            sim.close();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .isLessThan(8);
            assertThat(refused.closeStatus()).isEqualTo(4000);
        }
    }

    @Test
    void theFirstEventComesLaterThanTheAnswerToTheUpgradeAndBeforeAnyOther() throws IOException {
        restart(Simulator.builder().sessionCreatedDelayMs(1_500));
        try (RawSocket socket = RawSocket.upgrade(sim, PATH);
                RawSocket refused = RawSocket.upgrade(sim, "/v1/realtime")) {
            assertThat(socket.isQuiet()).isTrue();
            assertThat(refused.isQuiet()).isTrue();
            socket.sendText(CLEAR);
            assertThat(socket.next().text()).contains("session.created");
            assertThat(socket.next().text()).contains("input_audio_buffer.cleared");
            assertThat(refused.closeStatus()).isEqualTo(4000);
        }
    }

    @Test
    void unlessToldOtherwiseTheFirstEventIsANetworkAway() throws IOException {
        assertThat(Simulator.DEFAULT_CREATED_DELAY_MS).isEqualTo(20);
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            RawSocket.connect(sim, PATH).close();
            quickest = Math.min(quickest, System.nanoTime() - start);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(quickest)).isGreaterThanOrEqualTo(20);
    }

    @Test
    void moreSessionsThanThereIsRoomForAreRefusedWithAReasonEvenAllAtOnce() throws IOException {
        List<RawSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 220; i++) {
                sockets.add(RawSocket.upgrade(sim, PATH));
            }
            int refused = 0;
            for (RawSocket socket : sockets) {
                String first = socket.next().text();
                if (!first.contains("session.created")) {
                    assertThat(first).contains("200 sessions");
                    assertThat(socket.closeStatus()).isEqualTo(1013);
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(20);
            assertThat(sim.service().activeSessions()).isEqualTo(200);
            RawHttp.Reply call = RawHttp.post(
                    sim, "/v1/realtime/calls", "application/sdp", "v=0\r\n", "Authorization", "Bearer test");
            assertThat(call.status()).isEqualTo(503);
            assertThat(call.body()).contains("200 sessions");
        } finally {
            for (RawSocket socket : sockets) {
                socket.close();
            }
        }
        Waiting.until(() -> sim.service().activeSessions() == 0);
        RawSocket.connect(sim, PATH).close();
    }
}
