package dev.bargein.junit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A WebSocket that sends exactly what it is told to, and nothing by itself; what comes is left unread. */
final class RawClient implements AutoCloseable {
    private static final int FINAL_TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    static RawClient connect(SimulatorExtension sim) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), sim.simulator().port());
        String host = "127.0.0.1:" + socket.getPort();
        socket.getOutputStream()
                .write(("GET /v1/realtime?model=sim HTTP/1.1\r\nHost: " + host
                                + "\r\nAuthorization: Bearer any"
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                                + "\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                        .getBytes(US_ASCII));
        String status = new String(socket.getInputStream().readNBytes("HTTP/1.1 101 ".length()), US_ASCII);
        if (!status.contains(" 101 ")) {
            throw new IOException("no WebSocket: " + status);
        }
        sim.assertThatClient().received("session.created");
        return new RawClient(socket);
    }

    RawClient send(JsonObject event) throws IOException {
        return send(Json.write(event));
    }

    RawClient send(String text) throws IOException {
        byte[] payload = text.getBytes(UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frame);
        out.write(FINAL_TEXT);
        if (payload.length < SHORT_LENGTH) {
            out.write(MASKED | payload.length);
        } else if (payload.length < 1 << Short.SIZE) {
            out.write(MASKED | SHORT_LENGTH);
            out.writeShort(payload.length);
        } else {
            out.write(MASKED | LONG_LENGTH);
            out.writeLong(payload.length);
        }
        out.writeInt(0); // a mask that changes nothing
        out.write(payload);
        socket.getOutputStream().write(frame.toByteArray());
        return this;
    }

    static JsonObject event(String type) {
        return JsonObject.EMPTY.with("type", type);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
