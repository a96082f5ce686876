package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that come and go, in good order and at every wrong moment: nothing may be left of them. */
class ComeAndGoTest {
    private final Simulator sim = Simulator.builder().voice(new ToneVoice()).start();

    @AfterEach
    void close() {
        sim.close();
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

    private void awaitNobody() {
        Waiting.until(
                () -> sim.service().openConnections() == 0 && sim.service().activeSessions() == 0);
    }
}
