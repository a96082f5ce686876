package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that mean harm: compression nobody offered, pings without end, and what an application's own Error does. */
class HostileServerTest {
    private static final int PING = 0x89;
    private static final int PINGS_AT_ONCE = 2_000;
    private static final long FLOOD_BYTES = 256L << 20;

    private final Recorder recorder = new Recorder();

    private RealtimeSession connect(String url, SessionListener listener) {
        return RealtimeSession.builder()
                .url(url)
                .apiKey("sk-test")
                .listener(listener)
                .connect();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; server_no_context_takeover",
                "x-webkit-deflate-frame",
                "a, permessage-deflate"
            })
    void aServerThatTurnsOnCompressionNobodyOfferedIsRefused(String extension) throws IOException {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (RawServer server = new RawServer(c -> {
            c.upgrade("Sec-WebSocket-Extensions: " + extension + "\r\n");
            c.greet();
            end.complete(c.awaitClose());
        })) {
            ConnectException e = catchThrowableOfType(
                    ConnectException.class,
                    () -> connect(server.url(), recorder).close());
            assertThat(e).hasMessageContaining(extension).hasMessageContaining("not offered");
            assertThat(e.stage()).isEqualTo(ConnectStage.UPGRADE);
            assertThat(server.requests()).singleElement().asString().doesNotContain("Sec-WebSocket-Extensions");
        }
    }

    @Test
    void aServerThatPingsAndNeverReadsEndsTheSessionAndNotTheMemory() throws Exception {
        AtomicLong taken = new AtomicLong();
        byte[] pings = new byte[PINGS_AT_ONCE * 127];
        for (int i = 0; i < pings.length; i += 127) {
            pings[i] = (byte) PING;
            pings[i + 1] = 125;
        }
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    while (taken.get() < FLOOD_BYTES) {
                        c.write(pings);
                        taken.addAndGet(pings.length);
                    }
                });
                RealtimeSession session = connect(server.url(), recorder)) {
            recorder.await("the end", () -> !recorder.closed().isEmpty());
            assertThat(recorder.closed())
                    .singleElement()
                    .asString()
                    .contains("pings")
                    .contains("does not read");
            assertThat(session.stop()).isEqualTo(StopResult.NOTHING);
        }
        assertThat(taken.get()).isLessThan(FLOOD_BYTES);
    }

    @Test
    void manyPingsOfAServerThatReadsAreAnsweredAndHarmNothing() throws Exception {
        CompletableFuture<Long> answered = new CompletableFuture<>();
        long pings = 40_000;
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    for (long i = 0; i < pings; i += 1_000) {
                        for (int k = 0; k < 1_000; k++) {
                            c.bytes(PING, 0);
                        }
                        c.awaitPongs(1_000);
                    }
                    answered.complete(pings);
                    c.text("{\"type\":\"x.last\"}");
                    c.awaitClose();
                });
                RealtimeSession session = connect(server.url(), recorder)) {
            assertThat(answered.get(30, TimeUnit.SECONDS)).isEqualTo(pings);
            recorder.awaitEvent(ServerEvent.Unknown.class);
            assertThat(recorder.closed()).isEmpty();
            assertThat(session.pressAccepted()).isTrue();
        }
    }

    @Test
    void anErrorInAListenerDoesNotKeepOnClosedAway() throws Exception {
        class Throwing extends Recorder {
            @Override
            public void onSent(ClientEvent event, long nanos) {
                Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                throw new AssertionError("as an assertion in a listener does");
            }
        }
        Throwing throwing = new Throwing();
        try (RawServer server = new RawServer(c -> {
                    c.session();
                    c.awaitClose();
                });
                RealtimeSession session = connect(server.url(), throwing)) {
            session.say("Hello");
            session.close();
            throwing.await("the end", () -> !throwing.closed().isEmpty());
        }
    }
}
