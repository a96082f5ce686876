package dev.bargein.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import okio.Buffer;
import okio.Sink;
import okio.Socket;
import okio.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageSizeLimitTest {
    private static final int TEXT = 0x81;
    private static final int TEXT_BEGINS = 0x01;
    private static final int CONTINUES = 0x00;
    private static final int CONTINUES_LAST = 0x80;
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;
    private static final String REASON = "too big";

    private static Buffer through(Buffer wire, long limit) throws IOException {
        MessageSizeLimit cap = new MessageSizeLimit(socket(wire), limit, REASON, () -> {});
        Buffer out = new Buffer();
        while (cap.getSource().read(out, 8192) >= 0) {
            // Until the end.
        }
        return out;
    }

    private static Socket socket(Buffer wire) {
        return new Socket() {
            @Override
            public Source getSource() {
                return wire;
            }

            @Override
            public Sink getSink() {
                return new Buffer();
            }

            @Override
            public void cancel() {}
        };
    }

    private static Buffer frame(Buffer wire, int head, int length) {
        wire.writeByte(head);
        if (length < 126) {
            wire.writeByte(length);
        } else if (length < 65_536) {
            wire.writeByte(126).writeShort(length);
        } else {
            wire.writeByte(127).writeLong(length);
        }
        return wire.write(new byte[length]);
    }

    private static Buffer closeFrame() {
        return new Buffer()
                .writeByte(0x88)
                .writeByte(2 + REASON.length())
                .writeShort(1009)
                .writeUtf8(REASON);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 99_999, 100_000})
    void messagesUpToTheLimitPassUnchanged(int length) throws IOException {
        Buffer wire = frame(frame(new Buffer(), TEXT, length), TEXT, length);
        assertThat(through(wire.copy(), 100_000).readByteString()).isEqualTo(wire.readByteString());
    }

    @Test
    void oneByteMoreBecomesACloseFrameBeforeAnyOfItIsRead() throws IOException {
        Buffer wire = frame(frame(new Buffer(), TEXT, 10), TEXT, 100_001);
        Buffer expected = frame(new Buffer(), TEXT, 10);
        expected.writeAll(closeFrame());
        assertThat(through(wire, 100_000).readByteString()).isEqualTo(expected.readByteString());
    }

    @Test
    void theFramesOfAMessageCountTogetherAndControlFramesDoNot() throws IOException {
        Buffer fits = new Buffer();
        frame(frame(frame(fits, TEXT_BEGINS, 60), PING, 100), CONTINUES_LAST, 40);
        frame(fits, TEXT, 100);
        assertThat(through(fits.copy(), 100).readByteString()).isEqualTo(fits.readByteString());

        Buffer grows = frame(frame(frame(new Buffer(), TEXT_BEGINS, 60), CONTINUES, 40), CONTINUES_LAST, 1);
        Buffer expected = frame(frame(new Buffer(), TEXT_BEGINS, 60), CONTINUES, 40);
        expected.writeAll(closeFrame());
        assertThat(through(grows, 100).readByteString()).isEqualTo(expected.readByteString());
    }

    @Test
    void aLengthThatNoOneCanMeanIsTooLarge() throws IOException {
        Buffer wire = new Buffer().writeByte(TEXT).writeByte(127).writeLong(Long.MAX_VALUE);
        assertThat(through(wire, 100).readByteString()).isEqualTo(closeFrame().readByteString());
    }

    @Test
    void ourCloseFrameIsToldOnceItLeftWholeWhateverThePiecesItLeavesIn() throws IOException {
        Buffer leaving = frame(frame(frame(new Buffer(), TEXT, 70_000), PING, 8), CLOSE, 2);
        long bytes = leaving.size();
        AtomicInteger told = new AtomicInteger();
        Sink sink = new MessageSizeLimit(socket(new Buffer()), 100, REASON, told::incrementAndGet).getSink();
        sink.write(leaving, bytes - 3);
        sink.flush();
        sink.write(leaving, 2);
        sink.flush();
        assertThat(told).hasValue(0);
        sink.write(leaving, 1);
        assertThat(told).as("before it was flushed").hasValue(0);
        sink.flush();
        assertThat(told).hasValue(1);
    }
}
