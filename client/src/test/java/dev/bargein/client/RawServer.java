package dev.bargein.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/**
 * A server on loopback that does exactly what a test wants, down to the byte: for what no well-behaved server does.
 *
 * <p>It serves at most 8 connections, each on its own thread, and ends by itself after a minute.
 */
final class RawServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 8;
    private static final int LIFE_MS = 60_000;
    private static final int CLOSE_FRAME = 0x88;
    private static final int PONG_FRAME = 0x8a;
    private static final int TEXT_FRAME = 0x81;
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch accepted = new CountDownLatch(1);
    private final Behaviour behaviour;

    /** What is done with a connection whose request was read. */
    interface Behaviour {
        void serve(Connection connection) throws IOException;
    }

    RawServer(Behaviour behaviour) throws IOException {
        this(ServerSocketFactory.getDefault(), behaviour);
    }

    /** A server with sockets of another kind, such as TLS. */
    RawServer(ServerSocketFactory sockets, Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        listening = sockets.createServerSocket(0, MAX_CONNECTIONS, InetAddress.getLoopbackAddress());
        listening.setSoTimeout(LIFE_MS);
        start("raw-server", this::acceptAll);
    }

    /** A server that accepts connections and reads, and never says a word. */
    static RawServer silent() throws IOException {
        return new RawServer(Connection::readToEnd);
    }

    int port() {
        return listening.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/v1/realtime?model=sim";
    }

    /** The heads of all requests that were read to their end. */
    List<String> requests() {
        return requests;
    }

    void awaitConnection() throws InterruptedException {
        if (!accepted.await(Recorder.PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Nobody connected");
        }
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void acceptAll() {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            try {
                Socket socket = listening.accept();
                socket.setSoTimeout(LIFE_MS);
                sockets.add(socket);
                accepted.countDown();
                start("raw-connection", () -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            behaviour.serve(new Connection(socket));
        } catch (IOException e) {
            // The client went away, as clients under test do.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Thread thread : threads) {
            try {
                thread.join(Recorder.PATIENCE_MS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** One connection. */
    final class Connection {
        private final DataInputStream in;
        private final DataOutputStream out;

        Connection(Socket socket) throws IOException {
            in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
        }

        /** Reads whatever comes until the client goes. */
        void readToEnd() throws IOException {
            byte[] buffer = new byte[8192];
            while (in.read(buffer) >= 0) {
                // Thrown away.
            }
        }

        /** Reads a request's head. */
        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            requests.add(head.toString());
            return head.toString();
        }

        /** Reads a request and answers it. */
        void answer(String status, String headers, String body) throws IOException {
            readHead();
            byte[] bytes = body.getBytes(UTF_8);
            out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\n" + headers + "\r\n")
                    .getBytes(UTF_8));
            out.write(bytes);
            out.flush();
        }

        /** Reads a request and upgrades it. */
        void upgrade() throws IOException {
            upgrade("");
        }

        /** Reads a request and upgrades it, with further headers that each end with CR LF. */
        void upgrade(String headers) throws IOException {
            String head = readHead();
            int at = head.indexOf("Sec-WebSocket-Key: ") + 19;
            String key = head.substring(at, head.indexOf("\r\n", at));
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(key) + "\r\n" + headers + "\r\n")
                    .getBytes(UTF_8));
            out.flush();
        }

        private String accept(String key) {
            try {
                return Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        /** Upgrades, and begins and confirms a session. */
        void session() throws IOException {
            upgrade();
            greet();
        }

        /** Begins and confirms a session. */
        void greet() throws IOException {
            text(
                    "{\"type\":\"session.created\",\"event_id\":\"e1\",\"session\":{\"id\":\"sess_1\",\"type\":\"realtime\"}}");
            text(
                    "{\"type\":\"session.updated\",\"event_id\":\"e2\",\"session\":{\"id\":\"sess_1\",\"type\":\"realtime\"}}");
        }

        /** Sends a text message. */
        void text(String text) throws IOException {
            byte[] bytes = text.getBytes(UTF_8);
            out.writeByte(TEXT_FRAME);
            if (bytes.length < 126) {
                out.writeByte(bytes.length);
            } else if (bytes.length < 65_536) {
                out.writeByte(126);
                out.writeShort(bytes.length);
            } else {
                out.writeByte(127);
                out.writeLong(bytes.length);
            }
            out.write(bytes);
            out.flush();
        }

        /** Sends bytes as they are. */
        void bytes(int... bytes) throws IOException {
            for (int b : bytes) {
                out.writeByte(b);
            }
            out.flush();
        }

        /** Sends bytes as they are. */
        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Reads messages until a number of pongs has come. */
        void awaitPongs(int count) throws IOException {
            for (int pongs = 0; pongs < count; ) {
                int head = in.readUnsignedByte();
                long length = in.readUnsignedByte() & 0x7f;
                if (length == 126) {
                    length = in.readUnsignedShort();
                }
                in.skipNBytes(4 + length);
                pongs += head == PONG_FRAME ? 1 : 0;
            }
        }

        /** Reads messages until one contains a text. */
        void awaitText(String part) throws IOException {
            while (!readMessage().contains(part)) {
                // Thrown away.
            }
        }

        /** Reads a message. */
        String readMessage() throws IOException {
            in.readUnsignedByte();
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            return new String(payload, UTF_8);
        }

        /** Sends a close frame. */
        void close(int code, String reason) throws IOException {
            byte[] bytes = reason.getBytes(UTF_8);
            out.writeByte(CLOSE_FRAME);
            out.writeByte(2 + bytes.length);
            out.writeShort(code);
            write(bytes);
        }

        /** Reads messages until the client closes; its close code, or -1 when it went without one. */
        int awaitClose() throws IOException {
            try {
                while (true) {
                    int head = in.readUnsignedByte();
                    long length = in.readUnsignedByte() & 0x7f;
                    if (length == 126) {
                        length = in.readUnsignedShort();
                    } else if (length == 127) {
                        length = in.readLong();
                    }
                    byte[] mask = in.readNBytes(4);
                    byte[] payload = in.readNBytes((int) length);
                    if (head == CLOSE_FRAME) {
                        return payload.length < 2
                                ? 1005
                                : ((payload[0] ^ mask[0]) & 0xff) << 8 | ((payload[1] ^ mask[1]) & 0xff);
                    }
                }
            } catch (EOFException e) {
                return -1;
            }
        }
    }
}
