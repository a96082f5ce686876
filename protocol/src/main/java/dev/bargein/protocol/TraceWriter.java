package dev.bargein.protocol;

import dev.bargein.protocol.internal.TraceElision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * Writes a trace: a header line, then one JSON object a line, {@code {"t":nanos,"dir":"in","event":{...}}}.
 *
 * <p>Unless the header says otherwise, audio becomes {@code {"bytes","ms","crc32"}}, text becomes {@code {"chars"}} and
 * what the application attached becomes {@code {"members"}}; what stays are types, ids, statuses, numbers and the
 * messages of errors, without what they quote. An array of numbers becomes {@code {"numbers"}}, as it may spell a word.
 * {@code ms} counts the audio as 24 kHz PCM. Credentials are never written, whatever the header says, nor are the headers
 * and the path that a tool's server is called with.
 *
 * <p>Not thread-safe. Each entry is appended in one call.
 */
public final class TraceWriter {
    private final Appendable out;
    private final TraceElision elision;

    /**
     * Writes the header.
     *
     * @param out where to; the caller flushes and closes it
     * @param header says what the trace holds, and so what entries are stripped of
     * @throws UncheckedIOException when it cannot be written
     */
    public TraceWriter(Appendable out, TraceHeader header) {
        this(out, header, new Redactor());
    }

    /**
     * Writes the header.
     *
     * @param out where to; the caller flushes and closes it
     * @param header says what the trace holds, and so what entries are stripped of
     * @param redactor knows the secrets in use, which are not written wherever they stand
     * @throws UncheckedIOException when it cannot be written
     */
    public TraceWriter(Appendable out, TraceHeader header, Redactor redactor) {
        this.out = out;
        this.elision = new TraceElision(header.includesText(), header.includesAudio(), redactor);
        line(JsonObject.EMPTY
                .with("trace", "bargein")
                .with("version", TraceReader.VERSION)
                .with("wall", Instant.ofEpochMilli(header.wallUnixMs()).toString())
                .with("text", JsonValue.of(header.includesText()))
                .with("audio", JsonValue.of(header.includesAudio()))
                .with("info", elision.strip(header.info())));
    }

    /**
     * Writes an entry.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public void write(TraceEntry entry) {
        line(JsonObject.EMPTY
                .with("t", entry.nanos())
                .with("dir", entry.direction().wireName())
                .with("event", elision.strip(entry.event())));
    }

    /**
     * Writes an entry.
     *
     * @param nanos nanoseconds since the trace began
     * @param direction what it is about
     * @param event the event
     * @throws UncheckedIOException when it cannot be written
     */
    public void write(long nanos, TraceDirection direction, JsonObject event) {
        write(new TraceEntry(nanos, direction, event));
    }

    private void line(JsonObject json) {
        try {
            out.append(Json.write(json) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The trace cannot be written", e);
        }
    }
}
