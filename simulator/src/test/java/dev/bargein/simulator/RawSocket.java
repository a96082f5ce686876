package dev.bargein.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket by hand, for what no client would send. */
final class RawSocket implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;
    private static final int CLOSE = 0x88;
    private static final int NO_STATUS = 1005;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /** Upgrades, and reads the first event; the path is sent as it is. */
    static RawSocket connect(Simulator sim, String path) throws IOException {
        RawSocket made = upgrade(sim, path);
        // With the first event the session is there.
        made.next();
        return made;
    }

    /** Upgrades, and reads nothing but the answer to that. */
    static RawSocket upgrade(Simulator sim, String path) throws IOException {
        RawSocket made = new RawSocket(new Socket("127.0.0.1", sim.port()));
        String head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port()
                + "\r\nAuthorization: Bearer x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        made.out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) made.in.readUnsignedByte());
        }
        if (!answer.toString().contains(" 101 ")) {
            made.close();
            throw new IOException(answer.toString());
        }
        return made;
    }

    /** A frame as it came: its first byte and its payload. */
    record Frame(int first, byte[] payload) {
        boolean isPong() {
            return (first & 0xf) == 0xa;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** Reads one frame. */
    Frame next() throws IOException {
        return new Frame(in.readUnsignedByte(), readPayload());
    }

    /** Reads on to a text that holds those words. */
    String await(String words) throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.first() == CLOSE) {
                throw new IOException("closed while waiting for " + words);
            }
            if (frame.text().contains(words)) {
                return frame.text();
            }
        }
    }

    /** Whether nothing has come that was not read. */
    boolean isQuiet() throws IOException {
        return in.available() == 0;
    }

    /** Sends a text. */
    void sendText(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream(bytes.length + 14);
        frame.write(0x81);
        int lengthBytes = bytes.length < 126 ? 0 : bytes.length < 1 << 16 ? 2 : 8;
        frame.write(0x80 | (lengthBytes == 0 ? bytes.length : lengthBytes == 2 ? 126 : 127));
        for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
            frame.write((int) ((long) bytes.length >>> shift));
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(bytes);
        frame.writeTo(out);
        out.flush();
    }

    /** Sends bytes as they are. */
    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Sends a masked frame of so many bytes, all the same; the mask is zero. */
    void sendFrame(int first, long length, int filler) throws IOException {
        sendFrame(first, length, filler, length);
    }

    /** Sends such a frame, or its first so many bytes. */
    void sendFrame(int first, long length, int filler, long sent) throws IOException {
        out.write(first);
        if (length < 126) {
            out.write(0x80 | (int) length);
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (length >>> shift));
            }
        }
        out.write(new byte[4]);
        byte[] part = new byte[1 << 16];
        Arrays.fill(part, (byte) filler);
        for (long left = sent; left > 0; left -= part.length) {
            out.write(part, 0, (int) Math.min(left, part.length));
        }
        out.flush();
    }

    /** Says that nothing more will come, and goes on listening. */
    void shutDownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads up to the close frame, and gives its status. */
    int closeStatus() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = readPayload();
            if (first == CLOSE) {
                return payload.length == 0 ? NO_STATUS : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
            }
        }
    }

    private byte[] readPayload() throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        int bytes = length < 126 ? length : length == 126 ? in.readUnsignedShort() : (int) in.readLong();
        byte[] payload = new byte[bytes];
        in.readFully(payload);
        return payload;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
