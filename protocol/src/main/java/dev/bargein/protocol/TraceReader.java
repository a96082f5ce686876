package dev.bargein.protocol;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace that anybody may have written: lines and entries are limited, and a fault is named with its line.
 *
 * <p>Not thread-safe.
 */
public final class TraceReader {
    /** The version of the format. */
    static final int VERSION = 1;
    /** The longest line, for the longest message, what stands for its shortest texts, and an envelope. */
    public static final int MAX_LINE_CHARS = 28 * 1024 * 1024;
    /** The most entries: an hour of audio in both directions has some 200,000. */
    public static final int MAX_ENTRIES = 2_000_000;

    private static final int BUFFER_CHARS = 8192;

    /** What an entry has besides its event: itself and the measures that stand for a text or a sound. */
    private static final int ENVELOPE_DEPTH = 2;

    private static final int ENVELOPE_NAMES = 16;
    private static final int VALUES_FOR_ONE = 4;

    private final Reader in;
    private final int maxEntries;
    private final CodecLimits lineLimits;
    private final char[] buffer = new char[BUFFER_CHARS];
    private int position;
    private int limit;
    private final TraceHeader header;
    private long lineNumber;
    private int entries;
    private boolean ended;
    private boolean torn;

    /**
     * Reads the header.
     *
     * @param in where from; the caller closes it
     * @throws TraceException when it is not a trace, or one of a later version
     * @throws UncheckedIOException when it cannot be read
     */
    public TraceReader(Reader in) {
        this(in, MAX_LINE_CHARS, MAX_ENTRIES);
    }

    /**
     * Reads the header.
     *
     * @param in where from; the caller closes it
     * @param maxLineChars the longest line to take
     * @param maxEntries the most entries to take
     * @throws TraceException when it is not a trace, or one of a later version
     * @throws UncheckedIOException when it cannot be read
     */
    public TraceReader(Reader in, int maxLineChars, int maxEntries) {
        this.in = in;
        this.maxEntries = maxEntries;
        CodecLimits ofEvent = CodecLimits.ofBytes(maxLineChars);
        this.lineLimits = new CodecLimits(
                maxLineChars,
                ofEvent.maxDepth() + ENVELOPE_DEPTH,
                ofEvent.maxNames() + ENVELOPE_NAMES,
                VALUES_FOR_ONE * (ofEvent.maxValues() + ENVELOPE_NAMES));
        JsonObject first = nextObject();
        if (first == null) {
            throw new TraceException(1, "it is empty; a trace begins with a header.");
        }
        this.header = header(first);
    }

    /** What the trace holds. */
    public TraceHeader header() {
        return header;
    }

    /** Whether the last line breaks off, as when the writer was killed; known once {@link #next} has returned null. */
    public boolean torn() {
        return torn;
    }

    /**
     * The next entry, null at the end.
     *
     * @throws TraceException when a line is no entry, or beyond a limit
     * @throws UncheckedIOException when it cannot be read
     */
    public @Nullable TraceEntry next() {
        JsonObject json = nextObject();
        if (json == null) {
            return null;
        }
        if (++entries > maxEntries) {
            throw fault("there are more than " + maxEntries + " entries.");
        }
        if (!(json.get("t") instanceof JsonValue.JsonNumber t) || !t.isWhole() || t.longValue() < 0) {
            throw fault("\"t\" must be a whole number of nanoseconds since the beginning.");
        }
        if (!(json.get("event") instanceof JsonObject event)) {
            throw fault("\"event\" must be an object.");
        }
        return new TraceEntry(t.longValue(), direction(json), event);
    }

    private TraceDirection direction(JsonObject json) {
        for (TraceDirection direction : TraceDirection.values()) {
            if (direction.wireName().equals(json.string("dir"))) {
                return direction;
            }
        }
        throw fault("\"dir\" must be in, out, app, media or note.");
    }

    private TraceHeader header(JsonObject json) {
        if (!"bargein".equals(json.string("trace"))) {
            throw fault("it is not the header of a trace, which says \"trace\":\"bargein\".");
        }
        if (json.number("version", 0) != VERSION) {
            throw fault("it is of a version that this program does not read; it reads version " + VERSION + ".");
        }
        String wall = json.string("wall");
        try {
            return new TraceHeader(
                    Instant.parse(wall == null ? "" : wall).toEpochMilli(),
                    JsonValue.of(true).equals(json.get("text")),
                    JsonValue.of(true).equals(json.get("audio")),
                    json.object("info"));
        } catch (DateTimeException | ArithmeticException e) {
            throw fault("\"wall\" must be a time such as 2026-01-31T12:00:00.000Z.");
        }
    }

    private @Nullable JsonObject nextObject() {
        String line = nextLine();
        if (line == null) {
            return null;
        }
        try {
            return Json.parseObject(line, lineLimits);
        } catch (ProtocolException e) {
            // What is too large is whole, and to leave it out would be to lose it without a word.
            if (ended && lineNumber > 1 && !e.code().equals(ErrorCodes.MESSAGE_TOO_LARGE)) {
                torn = true;
                return null;
            }
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    /** The next line that is not empty, without its end; null when there is none. */
    private @Nullable String nextLine() {
        StringBuilder line = new StringBuilder();
        while (!ended) {
            lineNumber++;
            line.setLength(0);
            while (fill()) {
                char c = buffer[position++];
                if (c == '\n') {
                    break;
                }
                line.append(c);
                if (line.length() > lineLimits.maxMessageBytes()) {
                    throw fault("it is longer than " + lineLimits.maxMessageBytes() + " characters.");
                }
            }
            int length = line.length();
            if (length > 0 && line.charAt(length - 1) == '\r') {
                line.setLength(length - 1);
            }
            if (line.length() > 0) {
                return line.toString();
            }
        }
        return null;
    }

    /** Whether there is another character. */
    private boolean fill() {
        try {
            while (!ended && position == limit) {
                position = 0;
                limit = Math.max(0, in.read(buffer));
                ended = limit == 0;
            }
            return !ended;
        } catch (IOException e) {
            throw new UncheckedIOException("The trace cannot be read", e);
        }
    }

    private TraceException fault(String why) {
        return new TraceException(lineNumber, why);
    }
}
