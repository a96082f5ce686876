package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that come and go, in good order and at every wrong moment: nothing may be left of them. */
class ComeAndGoTest {
    private static final String CALLS = "/v1/realtime/calls";
    private static final String[] KEY = {"Authorization", "Bearer test"};

    private final RtcEngine engine = new LibWebRtcEngine();
    private final Simulator sim =
            Simulator.builder().voice(new ToneVoice()).engine(engine).start();

    @AfterEach
    void close() {
        sim.close();
        engine.close();
    }

    @Test
    void twoThousandWebSocketsComeAndGoAndLeaveRoomForTheNext() throws IOException {
        for (int i = 1; i <= 2_000; i++) {
            comeAndGo(i);
            if (i % 100 == 0) {
                awaitNobody();
            }
        }
        try (SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            assertThat(sim.service().activeSessions()).isEqualTo(1);
            assertThat(sim.service().openConnections()).isEqualTo(1);
        }
        awaitNobody();
    }

    private void comeAndGo(int kind) throws IOException {
        String head = "GET /v1/realtime?model=sim HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        String key = "Authorization: Bearer x\r\n";
        switch (kind % 8) {
            case 0 -> drop("");
            case 1 -> drop(head);
            case 2 -> drop(head + key + "\r\n");
            case 3 -> drop(head + "\r\n");
            case 4 -> drop((head + key).replace("Version: 13", "Version: 99") + "\r\n");
            case 5 -> {
                try (RawSocket socket = RawSocket.connect(sim, "/v1/realtime?model=sim")) {
                    socket.sendFrame(0x81, 10_000, '{');
                }
            }
            case 6 -> {
                try (RawSocket socket = RawSocket.connect(sim, "/v1/realtime?model=sim")) {
                    socket.sendFrame(0x88, 0, 0);
                    socket.closeStatus();
                }
            }
            default -> {
                try (RawSocket socket = RawSocket.connect(sim, "/v1/realtime?model=sim")) {
                    socket.shutDownOutput();
                }
            }
        }
    }

    /** Sends so much and is gone. */
    private void drop(String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", sim.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void threeHundredCallsAndTheirSidebandsComeAndGoAndLeaveNothing() throws IOException {
        String offer = anOffer();
        for (int i = 0; i < 5; i++) {
            // Nobody takes these up: they end by themselves after a while.
            post(offer);
        }
        for (int i = 1; i <= 300; i++) {
            callAndGo(i, offer);
            if (i % 100 == 0) {
                awaitNobody();
            }
        }
        try (RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            assertThat(sim.service().activeSessions()).isEqualTo(1);
        }
        awaitNobody();
    }

    private void callAndGo(int number, String offer) throws IOException {
        switch (number % 6) {
            case 0 -> {
                try (RtcClient call = RtcClient.connect(engine, sim)) {
                    call.await(ServerEvent.SessionCreated.class);
                    try (RawSocket aside = listenIn(id(call.reply()))) {
                        call.close();
                        // The call may be over before there is a sideband.
                        assertThat(aside.closeStatus()).isIn(1000, 4000);
                    }
                }
            }
            case 1 -> {
                String id = id(post(offer));
                RawSocket aside = listenIn(id);
                aside.sendFrame(0x81, 10_000, '{');
                aside.close();
                assertThat(hangUp(id)).isEqualTo(200);
            }
            case 2 -> {
                assertThat(RawHttp.post(sim, CALLS, "application/sdp", "v=0\r\n", KEY)
                                .status())
                        .isEqualTo(400);
                try (RawSocket aside = listenIn("rtc_nobody")) {
                    assertThat(aside.closeStatus()).isEqualTo(4000);
                }
            }
            case 3 -> {
                String head = "POST " + CALLS + " HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port()
                        + "\r\nAuthorization: Bearer x\r\nContent-Type: application/sdp\r\nContent-Length: ";
                drop(head + "5000\r\n\r\nv=0\r\n");
                // Gone before the answer comes.
                drop(head + offer.length() + "\r\n\r\n" + offer);
                endTheCallOfWhomNobodyHeard();
            }
            case 4 -> {
                String id = id(post(offer));
                assertThat(hangUp(id)).isEqualTo(200);
                assertThat(hangUp(id)).isEqualTo(404);
                try (RawSocket aside = listenIn(id)) {
                    assertThat(aside.closeStatus()).isEqualTo(4000);
                }
            }
            default -> {
                String id = id(post(offer));
                try (RawSocket aside = listenIn(id)) {
                    aside.sendText("{\"type\":\"session.update\"}");
                    assertThat(aside.next().text()).contains("missing_required_parameter");
                    assertThat(hangUp(id)).isEqualTo(200);
                    assertThat(aside.closeStatus()).isEqualTo(1000);
                }
            }
        }
    }

    /** What a client of WebRTC offers, taken down while it calls. */
    private String anOffer() {
        List<String> offered = new ArrayList<>();
        RtcClient.connect(engine, sim, CALLS, offer -> {
                    offered.add(offer);
                    return offer;
                })
                .close();
        awaitNobody();
        return offered.get(0);
    }

    private RawHttp.Reply post(String offer) {
        RawHttp.Reply reply = RawHttp.post(sim, CALLS, "application/sdp", offer, KEY);
        assertThat(reply.status()).isEqualTo(201);
        return reply;
    }

    private static String id(RawHttp.Reply reply) {
        String location = reply.header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private int hangUp(String id) {
        return RawHttp.post(sim, CALLS + "/" + id + "/hangup", "", "", KEY).status();
    }

    private RawSocket listenIn(String id) throws IOException {
        return RawSocket.upgrade(sim, "/v1/realtime?call_id=" + id);
    }

    private void endTheCallOfWhomNobodyHeard() {
        Waiting.until(() -> sim.service().openConnections() == 0);
        List<SimulatorSession> all = sim.sessions();
        all.subList(Math.max(0, all.size() - 2), all.size()).forEach(SimulatorSession::close);
    }

    private void awaitNobody() {
        Waiting.until(() -> sim.service().openConnections() == 0
                && sim.service().activeSessions() == 0
                && sim.service().unsentBytes() == 0
                && sim.service().receivedBytes() == 0
                && sim.service().heldBytes() == 0);
    }
}
