package dev.bargein.simulator.internal.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The body of a chat completion as it arrives: server-sent events, or one object. No line and no body is taken without
 * limit.
 *
 * <p>Not thread-safe.
 */
final class ChatBody {
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final int MAX_BODY_BYTES = 8 << 20;
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";

    private final ChatAnswer answer;
    private final boolean streamed;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int bytes;

    ChatBody(ChatAnswer answer, boolean streamed) {
        this.answer = answer;
        this.streamed = streamed;
    }

    /** Takes what arrived. */
    void take(byte[] piece) throws IOException {
        bytes += piece.length;
        if (bytes > MAX_BODY_BYTES) {
            throw new IOException("the answer is larger than 8 MiB");
        }
        for (byte next : piece) {
            if (streamed && next == '\n') {
                endLine();
            } else {
                line.write(next);
            }
        }
        if (streamed && line.size() > MAX_LINE_BYTES) {
            throw new IOException("a line of the answer is longer than 1 MiB");
        }
    }

    /** There is no more. */
    void end() throws IOException {
        endLine();
        answer.end();
    }

    private void endLine() throws IOException {
        String text = line.toString(StandardCharsets.UTF_8).strip();
        line.reset();
        if (!streamed) {
            answer.whole(text);
        } else if (text.startsWith(DATA)) {
            String event = text.substring(DATA.length()).strip();
            if (event.equals(DONE)) {
                // The body ends a moment later; read to its end, the connection serves the next turn too.
                answer.end();
            } else if (!event.isEmpty()) {
                answer.chunk(event);
            }
        }
    }
}
