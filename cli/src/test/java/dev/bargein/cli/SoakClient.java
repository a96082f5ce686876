package dev.bargein.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A small client that talks for a while and reads all that comes. */
final class SoakClient implements AutoCloseable {
    private static final int TURN_MS = 8_000;
    private static final int CHUNK_MS = 200;
    private static final int BYTES_PER_MS = 48;
    private static final String MANUAL = "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":"
            + "{\"input\":{\"turn_detection\":null}}}}";

    private final Socket socket;
    private final DataInputStream in;
    private final Thread reader = new Thread(this::read, "soak-reader");
    private final CountDownLatch created = new CountDownLatch(1);

    private SoakClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** The server under test. */
    record Server(int port) {
        String get(String path) throws IOException {
            return exchange("GET " + path, "");
        }

        String post(String path, String sdp) throws IOException {
            return exchange("POST " + path, sdp);
        }

        /** The body of the answer. */
        private String exchange(String line, String body) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                String head = line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer x\r\n"
                        + "Content-Type: application/sdp\r\nContent-Length: " + bytes.length
                        + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(bytes);
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return answer.substring(answer.indexOf("\r\n\r\n") + 4);
            }
        }

        /** Whether a new client gets a session. */
        boolean answers() throws IOException, InterruptedException {
            try (SoakClient client = connect(this)) {
                client.awaitSession();
                return true;
            }
        }
    }

    static SoakClient connect(Server server) throws IOException {
        SoakClient client = new SoakClient(new Socket(InetAddress.getLoopbackAddress(), server.port()));
        String head = "GET /v1/realtime?model=sim HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\nAuthorization: Bearer x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        client.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) client.in.readUnsignedByte());
        }
        if (!answer.toString().contains(" 101 ")) {
            client.socket.close();
            throw new IOException(answer.toString());
        }
        client.reader.setDaemon(true);
        client.reader.start();
        return client;
    }

    /** Waits for the first event. */
    void awaitSession() throws IOException, InterruptedException {
        if (!created.await(30, TimeUnit.SECONDS)) {
            throw new IOException("no session was created");
        }
    }

    /** Talks in turns, each as long as it takes to say it, and has them answered. */
    void talk(int seconds) throws IOException {
        send(MANUAL);
        String append = "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                + Base64.getEncoder().encodeToString(new byte[CHUNK_MS * BYTES_PER_MS]) + "\"}";
        long start = System.nanoTime();
        for (int ms = 0; ms < seconds * 1_000; ms += CHUNK_MS) {
            send(append);
            if (ms % TURN_MS == TURN_MS - CHUNK_MS) {
                send("{\"type\":\"input_audio_buffer.commit\"}");
                send("{\"type\":\"response.cancel\"}");
                send("{\"type\":\"response.create\"}");
            }
            long due = start + TimeUnit.MILLISECONDS.toNanos(ms + CHUNK_MS);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
        send("{\"type\":\"response.cancel\"}");
    }

    /** Sends a text; the mask is zero. */
    private void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream(bytes.length + 14);
        frame.write(0x81);
        // All that it sends is shorter than 64 KiB.
        frame.write(0x80 | (bytes.length < 126 ? bytes.length : 126));
        if (bytes.length >= 126) {
            frame.write(bytes.length >> 8);
            frame.write(bytes.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(bytes);
        frame.writeTo(socket.getOutputStream());
    }

    private void read() {
        try {
            while (true) {
                in.readUnsignedByte();
                int length = in.readUnsignedByte() & 0x7f;
                int bytes = length < 126 ? length : length == 126 ? in.readUnsignedShort() : (int) in.readLong();
                in.skipNBytes(bytes);
                created.countDown();
            }
        } catch (IOException closed) {
            // By either end.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
