package dev.bargein.client.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bargein.client.CloseReason;
import dev.bargein.client.Credentials;
import dev.bargein.client.internal.transport.ConnectProgress;
import dev.bargein.client.internal.transport.Endpoints;
import dev.bargein.client.internal.transport.HttpCalls;
import dev.bargein.client.internal.transport.ServiceHeaders;
import dev.bargein.client.internal.transport.Signalling;
import dev.bargein.client.internal.transport.Transport;
import dev.bargein.client.internal.transport.WebRtcTransport;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.rtc.RtcPeerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisconnectedGraceTest {
    private final List<Runnable> alarms = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<ScheduledFuture<?>> futures = new ArrayList<>();

    /** A timer that goes off when the test says so. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            alarms.add(command);
            delays.add(unit.toMillis(delay));
            ScheduledFuture<?> future = super.schedule(() -> {}, 1, TimeUnit.HOURS);
            futures.add(future);
            return future;
        }
    };

    private final PipeEngine engine = new PipeEngine();
    private final List<String> downs = new ArrayList<>();
    private final Redactor secrets = new Redactor();
    private final ConnectProgress progress = new ConnectProgress(TimeUnit.SECONDS.toNanos(10), secrets);
    private final HttpCalls http = new HttpCalls(progress, secrets);
    private final HttpServer server = create();
    private final Endpoints endpoints =
            Endpoints.parse("http://127.0.0.1:" + server.getAddress().getPort(), "", Dialect.GA);
    private final WebRtcTransport transport = new WebRtcTransport(
            engine,
            new Signalling(http, endpoints, SessionConfig.EMPTY, new ServiceHeaders(Map.of()), secrets),
            progress,
            endpoints,
            Credentials.none(),
            null,
            secrets,
            timer);

    private static HttpServer create() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void connect() {
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "v=0\r\na=max-message-size:100000\r\n".getBytes(UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        transport.open(new Transport.Listener() {
            @Override
            public void onUp() {}

            @Override
            public void onMessage(String text) {}

            @Override
            public void onLiveAudio(short[] pcm) {}

            @Override
            public void onProblem(String problem) {}

            @Override
            public void onDown(CloseReason reason) {
                downs.add(reason.text());
            }
        });
    }

    @AfterEach
    void close() {
        transport.close();
        http.close();
        server.stop(0);
        timer.shutdownNow();
        assertThat(engine.closed()).isTrue();
    }

    @Test
    void connectivityThatComesBackInTimeIsNoEnd() {
        engine.state(RtcPeerState.DISCONNECTED);
        assertThat(delays).containsExactly(5_000L);
        engine.state(RtcPeerState.CONNECTED);
        assertThat(futures.get(0).isCancelled()).isTrue();
        assertThat(downs).isEmpty();
    }

    @Test
    void connectivityThatStaysAwayIsTheEnd() {
        engine.state(RtcPeerState.DISCONNECTED);
        alarms.get(0).run();
        assertThat(downs).containsExactly("The connection was lost for 5 s");
    }

    @Test
    void aFailureIsTheEndAtOnce() {
        engine.state(RtcPeerState.DISCONNECTED);
        engine.state(RtcPeerState.FAILED);
        assertThat(downs).containsExactly("The WebRTC connection was lost");
        assertThat(futures.get(0).isCancelled()).isTrue();
    }

    @Test
    void nothingIsAwaitedAfterClose() {
        transport.close();
        engine.state(RtcPeerState.DISCONNECTED);
        engine.state(RtcPeerState.CLOSED);
        assertThat(delays).isEmpty();
        assertThat(downs).isEmpty();
    }

    @Test
    void aChannelThatClosedWithoutAWordIsTheEndAtTheNextEvent() {
        assertThat(transport.send("{}")).isTrue();
        engine.closeChannelQuietly();
        assertThat(transport.send("{}")).isFalse();
        assertThat(downs).singleElement().asString().contains("data channel is closed");
    }

    @Test
    void aNetworkThatIsTooSlowIsNamedBeforeTheEngineGivesTheChannelUp() {
        engine.buffer((8L << 20) - 2);
        assertThat(transport.send("{}")).isTrue();
        engine.buffer((8L << 20) - 1);
        assertThat(transport.send("{}")).isFalse();
        assertThat(downs).containsExactly("The network is too slow: more than 8 MiB waited to be sent");
    }

    @Test
    void eventsMayBeAsLargeAsTheOtherEndSaid() {
        assertThat(transport.maxEventBytes()).isEqualTo(100_000);
    }
}
