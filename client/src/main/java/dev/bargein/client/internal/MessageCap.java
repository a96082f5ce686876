package dev.bargein.client.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;
import okio.Timeout;

/**
 * The receiving end of a WebSocket that ends before a message grows too large, whatever its frames (RFC 6455, 5.2).
 *
 * <p>OkHttp gathers a whole message before anyone sees it, without a limit. This reads the frame headers that pass by;
 * where a message would exceed the limit it lets a close frame with code 1009 follow in its place, so that OkHttp ends
 * the connection in good order and the listener hears why.
 *
 * <p>Thread law: confined to OkHttp's reader, except for {@link #cancel}.
 */
final class MessageCap implements Socket {
    /** "Message too big" (RFC 6455, 7.4.1). */
    static final int CODE_TOO_BIG = 1009;

    private static final int FIN = 0x80;
    private static final int CONTROL = 0x08;
    private static final int CLOSE_FRAME = 0x88;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final Socket socket;
    private final long limitBytes;
    private final String reason;
    private final Source source;

    /**
     * Wraps a socket.
     *
     * @param reason of the close frame, at most 123 bytes
     */
    MessageCap(Socket socket, long limitBytes, String reason) {
        this.socket = socket;
        this.limitBytes = limitBytes;
        this.reason = reason;
        this.source = new CappedSource(socket.getSource());
    }

    @Override
    public Source getSource() {
        return source;
    }

    @Override
    public Sink getSink() {
        return socket.getSink();
    }

    @Override
    public void cancel() {
        socket.cancel();
    }

    private final class CappedSource implements Source {
        private final BufferedSource in;
        private long payloadLeft;
        private long messageBytes;
        private boolean over;

        CappedSource(Source in) {
            this.in = Okio.buffer(in);
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            if (payloadLeft > 0) {
                long n = in.read(sink, Math.min(byteCount, payloadLeft));
                payloadLeft -= Math.max(0, n);
                return n;
            }
            if (over || in.exhausted()) {
                return -1;
            }
            long before = sink.size();
            passHeader(sink);
            return sink.size() - before;
        }

        private void passHeader(Buffer sink) throws IOException {
            int b0 = in.readByte() & 0xff;
            int b1 = in.readByte() & 0xff;
            Buffer header = new Buffer().writeByte(b0).writeByte(b1);
            long length = b1 & 0x7f;
            if (length == LENGTH_16) {
                length = in.readShort() & 0xffff;
                header.writeShort((int) length);
            } else if (length == LENGTH_64) {
                length = in.readLong();
                header.writeLong(length);
            }
            if ((b0 & CONTROL) == 0) {
                // A negative length is refused by the reader behind.
                messageBytes += Math.max(0, length);
                if (messageBytes > limitBytes || messageBytes < 0) {
                    over = true;
                    closeFrame(sink);
                    return;
                }
                if ((b0 & FIN) != 0) {
                    messageBytes = 0;
                }
            }
            if ((b1 & MASKED) != 0) {
                header.writeInt(in.readInt());
            }
            payloadLeft = Math.max(0, length);
            sink.writeAll(header);
        }

        private void closeFrame(Buffer sink) {
            byte[] text = reason.getBytes(StandardCharsets.UTF_8);
            sink.writeByte(CLOSE_FRAME)
                    .writeByte(2 + text.length)
                    .writeShort(CODE_TOO_BIG)
                    .write(text);
        }

        @Override
        public Timeout timeout() {
            return in.timeout();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
