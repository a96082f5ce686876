package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.rtc.RtcAudio;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.simulator.calibration.CalibrationDecoder;
import dev.bargein.simulator.calibration.CalibrationSegment;
import dev.bargein.simulator.calibration.CalibrationVoice;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls with real peers: events on the channel, paced sound on the track (docs/protocol.md, section 2b). */
class WebRtcTest {
    private static final double LOUD_RMS = 500;
    private static final String[] KEY = {"Authorization", "Bearer test"};
    private final RtcEngine engine = new LibWebRtcEngine();

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    private static Simulator simulator(int durationMs) {
        return Simulator.builder()
                .script(Script.of(Answer.ofDurationMs(durationMs).withFirstAudioDelayMs(40)))
                .start();
    }

    private static List<RtcClient.Heard> loud(RtcClient client) {
        return client.heard().stream().filter(h -> h.rms() > LOUD_RMS).toList();
    }

    private static double longestGapMs(List<RtcClient.Heard> all) {
        long longest = 0;
        for (int i = 1; i < all.size(); i++) {
            longest = Math.max(longest, all.get(i).nanos() - all.get(i - 1).nanos());
        }
        return longest / 1e6;
    }

    private static void speakForMs(RtcClient client, short[] pcm) {
        long due = System.nanoTime();
        for (int at = 0; at + RtcAudio.FRAME_SAMPLES <= pcm.length; at += RtcAudio.FRAME_SAMPLES) {
            client.speak(pcm, at);
            due += RtcAudio.FRAME_MS * 1_000_000L;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    @Test
    void anAnswerIsHeardOnceAndWholeAtRealTime() {
        try (Simulator sim = simulator(3_000);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.OutputAudioBufferStopped.class);
            // What was sent last is still on its way through the jitter buffer.
            listen(500);
            List<RtcClient.Heard> all = client.heard();
            List<RtcClient.Heard> loud = loud(client);
            int first = all.indexOf(loud.get(0));
            int last = all.indexOf(loud.get(loud.size() - 1));
            // In the time of the ear, and that is the time of the machine but for what the machine was late.
            assertThat((last - first) * RtcAudio.FRAME_MS).isBetween(2_700, 3_600);
            long spanMs = (all.get(last).nanos() - all.get(first).nanos()) / 1_000_000;
            assertThat((double) spanMs)
                    .isCloseTo((double) (last - first) * RtcAudio.FRAME_MS, within(100 + longestGapMs(all)));
            List<CalibrationSegment> heard = CalibrationDecoder.segments(client.heardPcm());
            assertThat(heard.get(0).startPositionMs()).isBetween(-10.0, 60.0);
            assertThat(heard.get(heard.size() - 1).endPositionMs()).isBetween(2_940.0, 3_060.0);
            SimulatorSession session = sim.sessions().get(0);
            assertThat(session.transport()).isEqualTo(SimulatorTransport.WEBRTC);
            assertThat(session.items().get(0).sentMs()).isEqualTo(3_000);
            assertThat(client.seen()).noneMatch(e -> e instanceof ServerEvent.ResponseOutputAudioDelta);
        }
    }

    @Test
    void theOutputBufferSpeaksAsInJanuary2025OnRequest() {
        try (Simulator sim = Simulator.builder()
                        .earlyNames(true)
                        .script(Script.of(Answer.ofDurationMs(200).withFirstAudioDelayMs(40)))
                        .start();
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.sendText("{\"type\":\"response.create\"}");
            List<String> types = new ArrayList<>();
            while (!types.contains("output_audio_buffer.audio_stopped")) {
                types.add(Json.parseObject(client.nextText(), CodecLimits.DATA_CHANNEL)
                        .string("type"));
            }
            assertThat(types)
                    .contains("output_audio_buffer.audio_started")
                    .doesNotContain("output_audio_buffer.started", "output_audio_buffer.stopped");
        }
    }

    @Test
    void theSoundCarriesTheSignatureOfItsResponse() {
        try (Simulator sim = simulator(1_500);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.OutputAudioBufferStopped.class);
            int signature = sim.sessions().get(0).items().get(0).signature();
            List<CalibrationSegment> segments = CalibrationDecoder.segments(client.heardPcm());
            assertThat(segments).anyMatch(segment -> segment.signature() == signature);
        }
    }

    @Test
    void theAnswerToACallNamesItAndEndsWithALineEnd() {
        try (Simulator sim = simulator(500);
                RtcClient client = RtcClient.connect(engine, sim)) {
            RawHttp.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            String callId = reply.header("Location").replace("/v1/realtime/calls/", "");
            assertThat(callId).startsWith("rtc_u0_");
            JsonObject session = client.await(ServerEvent.SessionCreated.class).session();
            assertThat(session.string("id")).isEqualTo(callId.replace("rtc_", "sess_"));
            assertThat(reply.body()).endsWith("\r\n").contains("a=candidate");
        }
    }

    @Test
    void aFormCarriesTheSessionNextToTheOffer() {
        try (Simulator sim = simulator(500);
                RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {})) {
            peer.createDataChannel("anything");
            String offer = RealtimeClient.join(peer.createOffer());
            String form = "--x\r\nContent-Disposition: form-data; name=\"sdp\"\r\n"
                    + "Content-Type: application/sdp\r\n\r\n" + offer + "\r\n"
                    + "--x\r\nContent-Disposition: form-data; name=\"session\"; filename=\"blob\"\r\n"
                    + "Content-Type: application/json\r\n\r\n"
                    + "{\"type\":\"realtime\",\"model\":\"gpt-realtime\",\"instructions\":\"Sing.\"}\r\n--x--\r\n";
            RawHttp.Reply reply = RawHttp.post(sim, "/v1/realtime/calls", "multipart/form-data; boundary=x", form, KEY);
            assertThat(reply.status()).as(reply.body()).isEqualTo(201);
            JsonObject settings = sim.sessions().get(0).settings();
            assertThat(settings.string("model")).isEqualTo("gpt-realtime");
            assertThat(settings.string("instructions")).isEqualTo("Sing.");
        }
    }

    @Test
    void aSessionInTheShapeOfTheBetaInterfaceIsRefusedWithAnErrorThatSaysNothing() {
        BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        SimulatorListener listener = new SimulatorListener() {
            @Override
            public void onNote(String text) {
                notes.add(text);
            }
        };
        try (Simulator sim = Simulator.builder()
                        .voice(new ToneVoice())
                        .engine(engine)
                        .trace(listener)
                        .start();
                RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {})) {
            String offer = RealtimeClient.join(peer.createOffer());
            String form = "--x\r\nContent-Disposition: form-data; name=\"sdp\"\r\n\r\n" + offer + "\r\n"
                    + "--x\r\nContent-Disposition: form-data; name=\"session\"\r\n\r\n"
                    + "{\"model\":\"gpt-realtime\",\"voice\":\"alloy\"}\r\n--x--\r\n";
            RawHttp.Reply reply = RawHttp.post(sim, "/v1/realtime/calls", "multipart/form-data; boundary=x", form, KEY);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).isEqualTo("{\"message\":\"\",\"type\":\"\",\"code\":\"\",\"param\":\"\"}");
            assertThat(notes).singleElement().asString().contains("\"type\":\"realtime\"");
        }
    }

    @Test
    void aFormWithABadSessionIsRefused() {
        try (Simulator sim = simulator(500);
                RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {})) {
            String offer = RealtimeClient.join(peer.createOffer());
            String form = "--x\r\nContent-Disposition: form-data; name=\"sdp\"\r\n\r\n" + offer + "\r\n"
                    + "--x\r\nContent-Disposition: form-data; name=\"session\"\r\n\r\n"
                    + "{\"type\":\"realtime\",\"bogus\":1}\r\n--x--\r\n";
            RawHttp.Reply reply = RawHttp.post(sim, "/v1/realtime/calls", "multipart/form-data; boundary=x", form, KEY);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("unknown_parameter");
        }
    }

    @Test
    void anEphemeralSecretOpensACallWithItsConfiguration() {
        try (Simulator sim = simulator(500);
                RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {})) {
            RawHttp.Reply minted = RawHttp.post(
                    sim,
                    "/v1/realtime/client_secrets",
                    "application/json",
                    "{\"session\":{\"type\":\"realtime\",\"instructions\":\"Hum.\"}}",
                    KEY);
            String secret =
                    Json.parseObject(minted.body(), CodecLimits.DATA_CHANNEL).string("value");
            String offer = RealtimeClient.join(peer.createOffer());
            RawHttp.Reply reply = RawHttp.post(
                    sim, "/v1/realtime/calls", "application/sdp", offer, "Authorization", "Bearer " + secret);
            assertThat(reply.status()).isEqualTo(201);
            assertThat(sim.sessions().get(0).settings().string("instructions")).isEqualTo("Hum.");
        }
    }

    @Test
    void aClearSilencesTheTrackAndACancelAloneDoesNot() {
        try (Simulator sim = simulator(20_000);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.OutputAudioBufferStarted.class);
            listen(700);
            long cancelling = System.nanoTime();
            client.send(new ClientEvent.ResponseCancel(null, null));
            client.await(ServerEvent.ResponseDone.class);
            long cancelled = System.nanoTime();
            listen(500);
            assertThat(loud(client)).anyMatch(h -> h.nanos() > cancelled + 300_000_000L);
            client.send(new ClientEvent.OutputAudioBufferClear(null));
            client.await(ServerEvent.OutputAudioBufferCleared.class);
            ServerEvent.ConversationItemTruncated cut = client.await(ServerEvent.ConversationItemTruncated.class);
            long cleared = System.nanoTime();
            listen(1_000);
            long lateNanos = (long) (longestGapMs(client.heard()) * 1e6);
            assertThat(loud(client)).noneMatch(h -> h.nanos() > cleared + 400_000_000L + lateNanos);
            SimulatorItem item = sim.sessions().get(0).items().get(0);
            assertThat(item.audioMs()).isEqualTo(cut.audioEndMs()).isEqualTo(item.sentMs());
            assertThat(cut.audioEndMs() % 20).isZero();
            // What was sent from the cancel to the clear, which is no more than the client saw pass.
            assertThat(sim.sessions().get(0).ledger().wasteMs())
                    .isBetween(400L, (cleared - cancelling) / 1_000_000 + 20);
        }
    }

    @Test
    void theTrackCarriesSilenceWhenThereIsNothingToSay() {
        try (Simulator sim = simulator(500);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            listen(1_000);
            assertThat(client.heard()).hasSizeGreaterThan(50);
            assertThat(loud(client)).isEmpty();
            assertThat(sim.sessions().get(0).ledger().pacing().count()).isGreaterThan(40);
        }
    }

    @Test
    void theMicrophoneFillsTheInputBufferAndACommitKeepsIt() {
        try (Simulator sim = simulator(500);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            speakForMs(client, new short[24 * 300]);
            long start = System.nanoTime();
            client.send(new ClientEvent.InputAudioBufferClear(null));
            client.await(ServerEvent.InputAudioBufferCleared.class);
            short[] tone = CalibrationVoice.pcm(9, 1_000);
            speakForMs(client, tone);
            speakForMs(client, new short[24 * 200]);
            client.send(new ClientEvent.InputAudioBufferCommit(null));
            client.await(ServerEvent.InputAudioBufferCommitted.class);
            SimulatorItem item = sim.sessions().get(0).items().get(0);
            assertThat(item.role()).isEqualTo("user");
            // No more than the time that it took, but for what the network smooths out.
            assertThat(item.audioMs()).isBetween(1_000L, (System.nanoTime() - start) / 1_000_000 + 200);
            List<CalibrationSegment> segments = CalibrationDecoder.segments(item.pcm());
            assertThat(segments).anyMatch(segment -> segment.signature() == 9);
        }
    }

    @Test
    void hangingUpEndsTheCall() {
        try (Simulator sim = simulator(500);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            RawHttp.Reply reply = RawHttp.post(sim, client.reply().header("Location") + "/hangup", "", "", KEY);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEmpty();
            client.awaitGone();
            RealtimeClient.join(sim.sessions().get(0).closed());
        }
    }

    @Test
    void aClientThatGoesEndsTheSession() {
        try (Simulator sim = simulator(500)) {
            RtcClient client = RtcClient.connect(engine, sim);
            client.await(ServerEvent.SessionCreated.class);
            client.close();
            RealtimeClient.join(sim.sessions().get(0).closed());
        }
    }

    @Test
    void severalCallsShareAPacer() {
        try (Simulator sim = simulator(1_000)) {
            List<RtcClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(RtcClient.connect(engine, sim));
            }
            for (RtcClient client : clients) {
                client.await(ServerEvent.SessionCreated.class);
                client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            }
            for (RtcClient client : clients) {
                client.await(ServerEvent.OutputAudioBufferStopped.class);
            }
            for (SimulatorSession session : sim.sessions()) {
                assertThat(session.items().get(0).sentMs()).isEqualTo(1_000);
                assertThat(session.ledger().missedFrames()).isZero();
            }
            clients.forEach(RtcClient::close);
        }
    }

    @Test
    void closingTheSimulatorEndsItsCalls() {
        RtcClient client;
        try (Simulator sim = simulator(500)) {
            client = RtcClient.connect(engine, sim);
            client.await(ServerEvent.SessionCreated.class);
        }
        client.awaitGone();
        client.close();
    }

    @Test
    void anEngineThatWasPassedInStaysOpen() {
        try (Simulator sim = Simulator.builder().engine(engine).start();
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
        }
        try (RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {})) {
            assertThat(RealtimeClient.join(peer.createOffer())).startsWith("v=0");
        }
    }

    @Test
    void aMessageBeyondTheCapOfAChannelIsAnErrorAndNoMore() {
        try (Simulator sim = simulator(500);
                RtcClient client = RtcClient.connect(engine, sim)) {
            client.await(ServerEvent.SessionCreated.class);
            client.sendText("{\"type\":\"session.update\",\"x\":[" + "[".repeat(200) + "]".repeat(200) + "]}");
            client.await(ServerEvent.Error.class);
            client.send(new ClientEvent.InputAudioBufferClear(null));
            client.await(ServerEvent.InputAudioBufferCleared.class);
        }
    }

    /** Lets real time pass, for real media takes real time. */
    private static void listen(long ms) {
        long end = System.nanoTime() + ms * 1_000_000;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
