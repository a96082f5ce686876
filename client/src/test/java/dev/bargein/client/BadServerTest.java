package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.core.Notice;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorSession;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BadServerTest {
    private static final int LIMIT_BYTES = 16 << 20;

    /** Lets a server go on when the session is open. */
    private final CompletableFuture<Void> go = new CompletableFuture<>();

    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);

    private RealtimeSession connect(String url, TransportKind kind) {
        return RealtimeSession.builder()
                .url(url)
                .apiKey("sk-test")
                .transport(kind)
                .speaker(new VirtualSpeaker(clock, ear))
                .microphone(microphone)
                .listener(recorder)
                .connect();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void brokenJsonAndUnknownEventsDoNotEndASession(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim.webSocketUrl(), kind)) {
            SimulatorSession remote = sim.session(session.sessionId());
            remote.sendRaw("{\"type\":");
            remote.sendRaw("[1, 2]");
            remote.sendRaw("");
            remote.sendRaw("[".repeat(10_000));
            remote.sendRaw("{\"no\":\"type\"}");
            remote.sendRaw("{\"type\":\"response.output_audio.delta\",\"delta\":\"%%%\"}");
            remote.sendRaw("{\"type\":\"tomorrow.news\",\"event_id\":\"e\",\"n\":1}");
            ServerEvent.Unknown news =
                    recorder.awaitEvent(ServerEvent.Unknown.class, e -> e.type().equals("tomorrow.news"));
            assertThat(news.json().number("n", 0)).isEqualTo(1);
            assertThat(recorder.problems()).hasSizeGreaterThanOrEqualTo(4).allMatch(p -> p.contains("not an event"));
            session.say("Are you there?");
            ear.awaitAudible(20, 0);
        }
    }

    @Test
    void aSessionOutlivesAMalformedGreeting() {
        try (Simulator sim = Simulator.builder().malformedAnswer().start();
                RealtimeSession session = connect(sim.webSocketUrl(), TransportKind.WEBSOCKET)) {
            assertThat(session.sessionId()).isNotEmpty();
            recorder.await("a problem", () -> !recorder.problems().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aConnectionThatDropsInMidAnswerClosesOnceAndLeavesSilenceAndNoHotMicrophone(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim.webSocketUrl(), kind)) {
            session.say("Tell me a story");
            ear.awaitAudible(20, 0);
            session.press();
            recorder.awaitNotice(Notice.Listening.class);
            sim.session(session.sessionId()).dropConnection();
            recorder.await("the end", () -> !recorder.closed().isEmpty());
            long ended = System.nanoTime();
            assertThat(session.pressAccepted()).isFalse();
            session.press();
            session.say("Hello?");
            assertThat(session.stop()).isEqualTo(StopResult.NOTHING);
            session.close();
            assertThat(recorder.closed()).hasSize(1);
            assertThat(ear.audibleSince(ended)).isZero();
            assertThat(microphone.isLive()).isFalse();
        }
    }

    @Test
    void aMessageAtTheLimitArrivesAndOneByteMoreClosesWith1009() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        String head = "{\"type\":\"x.padding\",\"p\":\"";
        String tail = "\"}";
        String full = head + "x".repeat(LIMIT_BYTES - head.length() - tail.length()) + tail;
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    go.orTimeout(20, TimeUnit.SECONDS).join();
                    c.text(full);
                    // The head of a text frame of one byte more, and none of its payload.
                    c.bytes(0x81, 127, 0, 0, 0, 0, 1, 0, 0, 1);
                    code.complete(c.awaitClose());
                });
                RealtimeSession session = connect(server.url(), TransportKind.WEBSOCKET)) {
            go.complete(null);
            recorder.await("the end", () -> !recorder.closed().isEmpty());
            assertThat(recorder.events(ServerEvent.Unknown.class)).hasSize(1);
            assertThat(recorder.closed())
                    .singleElement()
                    .asString()
                    .contains("1009")
                    .contains("16 MiB");
            assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
            assertThat(session.stop()).isEqualTo(StopResult.NOTHING);
        }
    }

    @Test
    void anEndlessMessageIsCutBeforeItFillsTheMemory() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    go.orTimeout(20, TimeUnit.SECONDS).join();
                    // A text frame that claims 2^62 bytes.
                    c.bytes(0x81, 127, 0x40, 0, 0, 0, 0, 0, 0, 0, '{');
                    code.complete(c.awaitClose());
                });
                RealtimeSession session = connect(server.url(), TransportKind.WEBSOCKET)) {
            go.complete(null);
            assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
            recorder.await("the end", () -> !recorder.closed().isEmpty());
            assertThat(session.pressAccepted()).isFalse();
        }
    }

    @Test
    void theServersCloseCodeAndReasonAreTold() throws IOException {
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    go.orTimeout(20, TimeUnit.SECONDS).join();
                    c.bytes(0x88, 2 + 7, 0x0f, 0xa0, 'e', 'x', 'p', 'i', 'r', 'e', 'd');
                    c.awaitClose();
                });
                RealtimeSession session = connect(server.url(), TransportKind.WEBSOCKET)) {
            go.complete(null);
            recorder.await("the end", () -> !recorder.closed().isEmpty());
            assertThat(recorder.closed())
                    .singleElement()
                    .asString()
                    .contains("4000")
                    .contains("expired");
            assertThat(session.transport()).isEqualTo(TransportKind.WEBSOCKET);
        }
    }

    @Test
    void binaryMessagesAreAProblemAndNoEnd() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    go.orTimeout(20, TimeUnit.SECONDS).join();
                    c.bytes(0x82, 3, 1, 2, 3);
                    code.complete(c.awaitClose());
                });
                RealtimeSession session = connect(server.url(), TransportKind.WEBSOCKET)) {
            go.complete(null);
            recorder.await("a problem", () -> !recorder.problems().isEmpty());
            assertThat(recorder.problems()).singleElement().asString().contains("binary");
            assertThat(recorder.closed()).isEmpty();
            session.close();
            assertThat(code.get(10, TimeUnit.SECONDS)).as("a normal closure").isEqualTo(1000);
        }
    }

    @Test
    void aServerThatDoesNotReadEndsTheSessionRatherThanLosingEvents() throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AudioBytes megabyte = AudioBytes.of(new byte[1 << 20]);
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    go.orTimeout(20, TimeUnit.SECONDS).join();
                    done.orTimeout(20, TimeUnit.SECONDS).join();
                });
                RealtimeSession session = connect(server.url(), TransportKind.WEBSOCKET)) {
            go.complete(null);
            for (int i = 0; i < 40; i++) {
                session.send(new ClientEvent.InputAudioBufferAppend(null, megabyte));
            }
            recorder.await("the end", () -> !recorder.closed().isEmpty());
            assertThat(recorder.closed()).singleElement().asString().contains("too slow");
            done.complete(null);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anEventThatNoTransportCanCarryIsRefusedToItsSenderAndNoEnd(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim.webSocketUrl(), kind)) {
            ClientEvent append = new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[13 << 20]));
            assertThatThrownBy(() -> session.send(append))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("in parts");
            session.say("Are you there?");
            recorder.awaitNotice(Notice.VoiceStarted.class);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aListenerThatBlocksDelaysNeitherSoundNorStop(TransportKind kind) throws Exception {
        CompletableFuture<Void> unblock = new CompletableFuture<>();
        CompletableFuture<Void> blocked = new CompletableFuture<>();
        SessionListener blocking = new SessionListener() {
            @Override
            public void onNotice(Notice notice, long nanos) {
                if (notice instanceof Notice.ResponseStarted) {
                    blocked.complete(null);
                    unblock.orTimeout(20, TimeUnit.SECONDS).join();
                }
            }
        };
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(sim.webSocketUrl())
                        .apiKey("sk-test")
                        .transport(kind)
                        .speaker(new VirtualSpeaker(clock, ear))
                        .listener(blocking)
                        .connect()) {
            session.say("Tell me a story");
            blocked.get(10, TimeUnit.SECONDS);
            ear.awaitAudible(30, 0);
            assertThat(session.stop().interrupted()).isTrue();
            long stopped = System.nanoTime();
            SimulatorSession remote = sim.session(session.sessionId());
            session.say("Another one");
            ear.awaitAudible(20, stopped);
            assertThat(remote.responses()).hasSize(2);
            unblock.complete(null);
        }
    }

    @Test
    void aListenerThatThrowsDoesNotEndItsSession() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Recorder throwing = new Recorder() {
            @Override
            public void onNotice(Notice notice, long nanos) {
                super.onNotice(notice, nanos);
                if (notice instanceof Notice.ResponseStarted) {
                    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> thrown.complete(e));
                    throw new IllegalStateException("a mistake of the application");
                }
            }
        };
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(sim.webSocketUrl())
                        .apiKey("sk-test")
                        .listener(throwing)
                        .connect()) {
            session.say("Tell me a story");
            throwing.awaitNotice(Notice.VoiceStarted.class);
            assertThat(thrown.get(10, TimeUnit.SECONDS)).hasMessage("a mistake of the application");
        }
    }
}
