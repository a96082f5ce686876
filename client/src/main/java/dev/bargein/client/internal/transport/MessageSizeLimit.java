package dev.bargein.client.internal.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
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
 * <p>OkHttp queues the answer to every ping, without a limit either. So pings that arrive are weighed against pongs that
 * leave: a peer that sends pings and reads nothing fails the connection before its answers fill the memory.
 *
 * <p>Thread safety: the source is confined to OkHttp's reader and the sink to its writer; {@link #cancel} is thread-safe.
 */
final class MessageSizeLimit implements Socket {
    /** "Message too big" (RFC 6455, 7.4.1). */
    static final int CODE_TOO_BIG = 1009;

    /** What pongs that wait to be sent may take together. */
    static final int MAX_UNSENT_PONG_BYTES = 1 << 20;

    /** What a queued pong takes besides its payload, roughly. */
    private static final int PONG_OVERHEAD_BYTES = 64;

    private static final int FIN = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int PING = 0x09;
    private static final int PONG = 0x0a;
    private static final int CLOSE = 0x08;
    private static final int CONTROL = 0x08;
    private static final int CLOSE_FRAME = 0x88;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final Socket socket;
    private final long limitBytes;
    private final String reason;
    private final Runnable onCloseSent;
    private final Source source;
    private final Sink sink;
    private final AtomicLong unsentPongBytes = new AtomicLong();

    /**
     * Wraps a socket.
     *
     * @param reason of the close frame, at most 123 bytes
     * @param onCloseSent called on the writer's thread once a close frame was handed to the network whole
     */
    MessageSizeLimit(Socket socket, long limitBytes, String reason, Runnable onCloseSent) {
        this.socket = socket;
        this.limitBytes = limitBytes;
        this.reason = reason;
        this.onCloseSent = onCloseSent;
        this.source = new CappedSource(socket.getSource());
        this.sink = new SentFrames(socket.getSink());
    }

    @Override
    public Source getSource() {
        return source;
    }

    @Override
    public Sink getSink() {
        return sink;
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
            if ((b0 & OPCODE) == PING) {
                pongWaits(length);
            }
            if ((b1 & MASKED) != 0) {
                header.writeInt(in.readInt());
            }
            payloadLeft = Math.max(0, length);
            sink.writeAll(header);
        }

        private void pongWaits(long payloadBytes) throws IOException {
            if (unsentPongBytes.addAndGet(payloadBytes + PONG_OVERHEAD_BYTES) > MAX_UNSENT_PONG_BYTES) {
                throw new IOException(
                        "the server sends pings and does not read the answers, more of which wait than can be kept");
            }
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

    /** Follows the frames that leave, and takes note of every pong and of the close frame once they were handed on. */
    private final class SentFrames implements Sink {
        private final Sink out;
        private final byte[] header = new byte[14];
        private int headerLength;
        private long payloadLeft;
        private boolean closing;
        private boolean closeToFlush;

        SentFrames(Sink out) {
            this.out = out;
        }

        @Override
        public void write(Buffer from, long byteCount) throws IOException {
            long pongBytes = pongBytesIn(from, byteCount);
            out.write(from, byteCount);
            unsentPongBytes.addAndGet(-pongBytes);
            if (closing && payloadLeft == 0 && headerLength == 0) {
                closing = false;
                closeToFlush = true;
            }
        }

        private long pongBytesIn(Buffer from, long byteCount) {
            long pongBytes = 0;
            long at = 0;
            while (at < byteCount) {
                if (payloadLeft > 0) {
                    long skipped = Math.min(payloadLeft, byteCount - at);
                    payloadLeft -= skipped;
                    at += skipped;
                    continue;
                }
                header[headerLength++] = from.getByte(at++);
                if (headerLength == headerSize()) {
                    payloadLeft = payloadSize();
                    headerLength = 0;
                    int opcode = header[0] & OPCODE;
                    if (opcode == PONG) {
                        pongBytes += payloadLeft + PONG_OVERHEAD_BYTES;
                    }
                    closing |= opcode == CLOSE;
                }
            }
            return pongBytes;
        }

        private int headerSize() {
            if (headerLength < 2) {
                return 2;
            }
            int length = header[1] & 0x7f;
            int extended = length == LENGTH_16 ? 2 : length == LENGTH_64 ? 8 : 0;
            return 2 + extended + ((header[1] & MASKED) != 0 ? 4 : 0);
        }

        private long payloadSize() {
            int length = header[1] & 0x7f;
            int extended = length == LENGTH_16 ? 2 : length == LENGTH_64 ? 8 : 0;
            long size = extended == 0 ? length : 0;
            for (int i = 0; i < extended; i++) {
                size = size << 8 | (header[2 + i] & 0xff);
            }
            return size;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
            if (closeToFlush) {
                closeToFlush = false;
                onCloseSent.run();
            }
        }

        @Override
        public Timeout timeout() {
            return out.timeout();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
