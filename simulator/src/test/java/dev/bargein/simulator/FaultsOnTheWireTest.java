package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.Faults.Trigger;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Faults of connections, on real sockets and real calls, switched while they run. */
class FaultsOnTheWireTest {
    private static final String SECRETS = "/v1/realtime/client_secrets";
    private static final Script FIVE_SECONDS =
            Script.of(Answer.ofDurationMs(5_000).withFirstAudioDelayMs(40));

    private static Simulator.Builder simulator() {
        return Simulator.builder().voice(new ToneVoice()).script(FIVE_SECONDS);
    }

    private static void create(SocketClient client) {
        client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
    }

    private static Faults afterFirstSound() {
        return Faults.builder()
                .dropConnection(Trigger.afterEvent("response.output_audio.delta"))
                .build();
    }

    @Test
    void aSocketDropsWithoutACloseFrameRightAfterTheEventThatWasNamed() {
        try (Simulator sim = simulator().faults(afterFirstSound()).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            create(client);
            client.await(ServerEvent.ResponseOutputAudioDelta.class);
            assertThat(client.awaitClose()).isIn("null null", "1006 null");
            assertThat(client.unread()).isZero();
            RealtimeClient.join(sim.sessions().get(0).closed());
        }
    }

    @Test
    void aFaultForOneSessionLeavesTheOthersAlone() {
        try (Simulator sim = simulator().start();
                SocketClient struck = SocketClient.connect(sim)) {
            struck.await(ServerEvent.SessionCreated.class);
            SimulatorSession session = sim.sessions().get(0);
            try (SocketClient spared = SocketClient.connect(sim)) {
                spared.await(ServerEvent.SessionCreated.class);
                session.faults(
                        Faults.builder().dropConnection(Trigger.afterMs(50)).build());
                struck.awaitClose();
                create(spared);
                spared.await(ServerEvent.ResponseOutputAudioDelta.class);
            }
        }
    }

    @Test
    void faultsOfTheSimulatorReachOpenSessionsAndNewOnesUntilTheyAreTakenBack() {
        try (Simulator sim = simulator().start();
                SocketClient open = SocketClient.connect(sim)) {
            open.await(ServerEvent.SessionCreated.class);
            sim.faults(Faults.builder().drop("input_audio_buffer.cleared").build());
            try (SocketClient fresh = SocketClient.connect(sim)) {
                fresh.await(ServerEvent.SessionCreated.class);
                for (SocketClient client : new SocketClient[] {open, fresh}) {
                    client.send(new ClientEvent.InputAudioBufferClear(null));
                    client.sendText("{}");
                    assertThat(client.next()).isInstanceOf(ServerEvent.Error.class);
                }
                sim.faults(Faults.NONE);
                fresh.send(new ClientEvent.InputAudioBufferClear(null));
                fresh.await(ServerEvent.InputAudioBufferCleared.class);
            }
        }
    }

    @Test
    void aSessionThatExpiresInTheMiddleOfAnAnswerSaysSoAndCloses() {
        try (Simulator sim = simulator().start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            sim.faults(Faults.builder()
                    .expire(Trigger.afterEvent("response.output_audio.delta"))
                    .build());
            create(client);
            assertThat(client.await(ServerEvent.Error.class).error().code()).isEqualTo("session_expired");
            assertThat(client.awaitClose()).isEqualTo("1001 Your session hit the maximum duration of 60 minutes.");
        }
    }

    @Test
    void slowSignallingDelaysRequestsAndUpgrades() {
        try (Simulator sim = simulator()
                .faults(Faults.builder().signallingDelayMs(300).build())
                .start()) {
            long start = System.nanoTime();
            assertThat(RawHttp.post(sim, SECRETS, "", "{}", "Authorization", "Bearer x")
                            .status())
                    .isEqualTo(200);
            assertThat(System.nanoTime() - start).isGreaterThan(290_000_000L);
            start = System.nanoTime();
            try (SocketClient client = SocketClient.connect(sim)) {
                client.await(ServerEvent.SessionCreated.class);
                assertThat(System.nanoTime() - start).isGreaterThan(290_000_000L);
            }
        }
    }

    @Test
    void httpErrorsComeAndGoWhileTheSimulatorRuns() {
        try (Simulator sim = simulator().start()) {
            sim.faults(Faults.builder()
                    .httpStatus(SECRETS, 429, "{\"slow\":\"down\"}")
                    .build());
            RawHttp.Reply reply = RawHttp.post(sim, SECRETS, "", "{}", "Authorization", "Bearer x");
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.body()).isEqualTo("{\"slow\":\"down\"}");
            sim.faults(Faults.NONE);
            assertThat(RawHttp.post(sim, SECRETS, "", "{}", "Authorization", "Bearer x")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aCallDropsWhenItIsToldTo() {
        try (RtcEngine engine = new LibWebRtcEngine();
                Simulator sim = simulator().engine(engine).start();
                RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            sim.faults(Faults.builder()
                    .dropConnection(Trigger.afterEvent("output_audio_buffer.started"))
                    .build());
            call.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            call.awaitGone();
            RealtimeClient.join(sim.sessions().get(0).closed());
        }
    }

    @Test
    void theDataChannelOfACallClosesAndTheVoiceTalksOn() {
        try (RtcEngine engine = new LibWebRtcEngine();
                Simulator sim = simulator().engine(engine).start();
                RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            sim.faults(Faults.builder()
                    .closeDataChannel(Trigger.afterEvent("output_audio_buffer.started"))
                    .build());
            call.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            call.await(ServerEvent.OutputAudioBufferStarted.class);
            call.awaitGone();
            int before = call.heard().size();
            assertThat(loudestAfter(call, before + 50)).isGreaterThan(500);
            assertThat(sim.sessions().get(0).closed()).isNotDone();
        }
    }

    /** libwebrtc nominates with every check; that a check without is lost shows LoopbackRelayTest. */
    @Test
    void aClientThatNominatesWithEveryCheckKeepsItsCallWhenTheOthersAreIgnored() {
        try (RtcEngine engine = new LibWebRtcEngine();
                Simulator sim = simulator().engine(engine).start();
                RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            sim.faults(Faults.builder()
                    .ignoreConsentChecks(Trigger.afterEvent("output_audio_buffer.started"))
                    .build());
            call.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            call.await(ServerEvent.OutputAudioBufferStarted.class);
            int before = call.heard().size();
            assertThat(loudestAfter(call, before + 400)).isGreaterThan(500);
            assertThat(sim.sessions().get(0).closed()).isNotDone();
        }
    }

    @Test
    void silentMediaIsSilentAtTheEar() {
        try (RtcEngine engine = new LibWebRtcEngine();
                Simulator sim = simulator()
                        .engine(engine)
                        .faults(Faults.builder().silentMedia().build())
                        .start();
                RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            call.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            call.await(ServerEvent.OutputAudioBufferStarted.class);
            int before = call.heard().size();
            assertThat(loudestAfter(call, before + 50)).isLessThan(30);
            assertThat(sim.sessions().get(0).items().get(0).sentMs()).isPositive();
            sim.faults(Faults.NONE);
            before = call.heard().size();
            assertThat(loudestAfter(call, before + 50)).isGreaterThan(500);
        }
    }

    /** The loudest of the last 30 of so many 10 ms frames, once they are there. */
    private static double loudestAfter(RtcClient call, int frames) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (call.heard().size() < frames && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(call.heard()).hasSizeGreaterThanOrEqualTo(frames);
        return call.heard().subList(frames - 30, frames).stream()
                .mapToDouble(RtcClient.Heard::rms)
                .max()
                .orElse(0);
    }
}
