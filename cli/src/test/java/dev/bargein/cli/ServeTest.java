package dev.bargein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bargein serve} in a process of its own, and strangers who talk to it. */
@Timeout(120)
class ServeTest {
    private static final String LISTENING = "listening: ";
    private static final String CONTROL = "control token: ";

    @TempDir
    private Path dir;

    private CommandProcess serve(List<String> javaOptions, String... options) throws IOException {
        String[] all = new String[options.length + 5];
        System.arraycopy(new String[] {"serve", "--port", "0", "--voice", "calibration"}, 0, all, 0, 5);
        System.arraycopy(options, 0, all, 5, options.length);
        return new CommandProcess(dir, javaOptions, all);
    }

    private static String readBase(CommandProcess serve) throws IOException {
        String line = serve.readLine();
        assertThat(line).startsWith(LISTENING);
        return line.substring(LISTENING.length(), line.indexOf("/v1"));
    }

    private static String readToken(CommandProcess serve) throws IOException {
        String line = serve.readLine();
        assertThat(line).startsWith(CONTROL);
        return line.substring(CONTROL.length());
    }

    private static int put(String base, String path, String body, String token) throws IOException {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        String answer = exchange(base, "PUT", path, authorization, body);
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private static String get(String base, String path) throws IOException {
        String answer = exchange(base, "GET", path, "", "");
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String exchange(String base, String method, String path, String headers, String body)
            throws IOException {
        int port = URI.create(base).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers
                    + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void onlyWhoReadsWhatItPrintsMayMakeItGoWrong() throws IOException, InterruptedException {
        try (CommandProcess serve = serve(List.of())) {
            String base = readBase(serve);
            String token = readToken(serve);

            assertThat(put(base, "/simulator/faults", "{\"lateMs\":600}", "")).isEqualTo(401);
            assertThat(put(base, "/simulator/faults", "{\"lateMs\":600}", token + "0"))
                    .isEqualTo(401);
            assertThat(get(base, "/simulator/faults")).isEqualTo("{}");
            assertThat(put(base, "/simulator/faults", "{\"lateMs\":600}", token))
                    .isEqualTo(204);
            assertThat(get(base, "/simulator/faults")).isEqualTo("{\"lateMs\":600}");
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
        }
    }

    @Test
    void aTokenOfOnesOwnComesFromTheEnvironment() throws IOException, InterruptedException {
        try (CommandProcess serve = new CommandProcess(
                dir, Map.of("BARGEIN_CONTROL_TOKEN", "of-my-own"), "serve", "--port", "0", "--voice", "calibration")) {
            String base = readBase(serve);
            assertThat(readToken(serve)).isEqualTo("of-my-own");
            assertThat(put(base, "/simulator/faults", "{}", "of-my-own")).isEqualTo(204);
        }
        try (CommandProcess serve =
                new CommandProcess(dir, Map.of("BARGEIN_CONTROL_TOKEN", "two words"), "serve", "--port", "0")) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.errors()).contains("BARGEIN_CONTROL_TOKEN").doesNotContain("two words");
        }
    }

    @Test
    void aClientThatDoesNotReadDoesNotHoldUpTheEnd() throws IOException, InterruptedException {
        try (CommandProcess serve = serve(List.of(), "--speed", "1000")) {
            String base = readBase(serve);
            try (Socket deaf = upgrade(URI.create(base).getPort())) {
                deaf.getOutputStream().write(frame("{\"type\":\"response.create\"}"));
                while (get(base, "/simulator/sessions").contains("\"items\":[]")) {
                    assertThat(serve.runsFor(50)).isTrue();
                }
                long asked = System.nanoTime();
                serve.signal("TERM");
                assertThat(serve.exitCode()).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(6));
            }
        }
    }

    @Test
    void aServerWhoseMemoryHasRunOutSaysSoAndEnds() throws IOException, InterruptedException {
        try (CommandProcess serve = serve(List.of("-Xmx40m"))) {
            int port = URI.create(readBase(serve)).getPort();
            readToken(serve);
            List<Socket> sockets = new ArrayList<>();
            try {
                // One message within the limits is half of the heap, and takes it several times on its way.
                for (int i = 0; i < 8 && serve.runsFor(100); i++) {
                    Socket socket = upgrade(port);
                    sockets.add(socket);
                    sendLarge(socket);
                }
                assertThat(serve.exitCode()).isEqualTo(1);
                assertThat(serve.errors()).contains("bargein: memory has run out");
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    /** 20 MB of text in a client event. */
    private static void sendLarge(Socket socket) {
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'y');
        byte[] head = "{\"type\":\"conversation.item.create\",\"event_id\":\"".getBytes(StandardCharsets.US_ASCII);
        try {
            OutputStream out = socket.getOutputStream();
            // The length in eight bytes, and a mask of zero.
            out.write(new byte[] {(byte) 0x81, (byte) 0xff});
            out.write(ByteBuffer.allocate(12).putLong(head.length + (20L << 20)).array());
            out.write(head);
            for (int i = 0; i < 20; i++) {
                out.write(block);
            }
            out.flush();
        } catch (IOException gone) {
            // The process has ended meanwhile.
        }
    }

    /** A WebSocket whose client reads the answer to its upgrade and nothing more. */
    private static Socket upgrade(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String head = "GET /v1/realtime?model=sim HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAuthorization: Bearer x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.read());
        }
        assertThat(answer).startsWith("HTTP/1.1 101");
        return socket;
    }

    /** A short text as a client sends it; the mask is zero. */
    private static byte[] frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[bytes.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | bytes.length);
        System.arraycopy(bytes, 0, frame, 6, bytes.length);
        return frame;
    }
}
