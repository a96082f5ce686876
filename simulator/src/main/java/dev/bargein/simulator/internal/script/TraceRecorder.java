package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.TraceDirection;
import dev.bargein.protocol.TraceHeader;
import dev.bargein.protocol.TraceReader;
import dev.bargein.protocol.TraceWriter;
import dev.bargein.simulator.SimulatorException;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.values.Footprint;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes one trace a session into a directory, as its client would have written it: what the service sent is {@code in}.
 * One thread of its own writes, so that a slow disk delays no session; what it cannot keep up with is left out, and the
 * trace says how much.
 *
 * <p>Thread-safe.
 */
public final class TraceRecorder implements SimulatorListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final long MAX_PENDING_BYTES = 64L << 20;
    /** Of the heap, what may wait to be written. */
    private static final int PENDING_SHARE = 16;

    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final long CLOSE_SECONDS = 10;
    private static final CodecLimits LIMITS = CodecLimits.ofBytes(TraceReader.MAX_LINE_CHARS);

    private final Config.Recording what;
    private final Redactor secrets;
    private final ExecutorService writer;
    private final AtomicLong pendingBytes = new AtomicLong();
    private final long maxPendingBytes;
    private final long maxFileBytes;
    /** By the id of a session that is recorded: messages that were left out since its trace last told. */
    private final Map<String, AtomicLong> leftOut = new ConcurrentHashMap<>();
    /** Touched by the writing thread only. */
    private final Map<String, Log> logs = new HashMap<>();

    /** The file of one session. */
    private static final class Log {
        private final CountedFile counted;
        private final BufferedWriter file;
        private final TraceWriter trace;
        private final long startNanos;
        private int entries;

        Log(OutputStream out, TraceHeader header, Redactor secrets, long startNanos) {
            this.counted = new CountedFile(out);
            this.file = new BufferedWriter(new OutputStreamWriter(counted, StandardCharsets.UTF_8));
            this.trace = new TraceWriter(file, header, secrets);
            this.startNanos = startNanos;
        }

        /** Whether there is no room for one entry more; what is not written through yet counts with the next. */
        boolean isFull(long maxFileBytes) {
            return counted.bytes > maxFileBytes || entries >= TraceReader.MAX_ENTRIES - 1;
        }
    }

    /** Counts what is written to a file. */
    private static final class CountedFile extends FilterOutputStream {
        private long bytes;

        CountedFile(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
            bytes += length;
        }
    }

    /**
     * A recorder into a directory, which is made when it is not there.
     *
     * @param secrets what is written nowhere, whatever is recorded
     * @param heapBytes how large the heap is, of which what waits may take a part
     */
    public TraceRecorder(Config.Recording what, Redactor secrets, String threadName, long heapBytes) {
        this(
                what,
                secrets,
                Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                }),
                Math.min(MAX_PENDING_BYTES, heapBytes / PENDING_SHARE),
                MAX_FILE_BYTES);
    }

    /**
     * A recorder whose writing somebody else drives.
     *
     * @param writer runs one task at a time, in order; closed with the recorder
     * @param maxPendingBytes how much may wait for it in the heap; what goes beyond is left out, but never a single message
     * @param maxFileBytes how large the file of one session becomes, and little more
     */
    TraceRecorder(
            Config.Recording what, Redactor secrets, ExecutorService writer, long maxPendingBytes, long maxFileBytes) {
        this.what = what;
        this.secrets = secrets;
        this.writer = writer;
        this.maxPendingBytes = maxPendingBytes;
        this.maxFileBytes = maxFileBytes;
        try {
            Files.createDirectories(what.directory());
        } catch (IOException e) {
            throw new SimulatorException("Nothing can be recorded: " + what.directory() + " is no directory", e);
        }
    }

    @Override
    public void onSession(SimulatorSession session) {
        long nanos = System.nanoTime();
        long unixMs = System.currentTimeMillis();
        leftOut.put(session.id(), new AtomicLong());
        submit(session.id(), 0, () -> open(session, nanos, unixMs));
    }

    @Override
    public void onReceived(SimulatorSession session, long nanos, String text) {
        submit(session.id(), Footprint.of(text), () -> write(session.id(), nanos, TraceDirection.OUT, text));
    }

    @Override
    public void onSent(SimulatorSession session, long nanos, String text) {
        submit(session.id(), Footprint.of(text), () -> write(session.id(), nanos, TraceDirection.IN, text));
    }

    @Override
    public void onClosed(SimulatorSession session) {
        long nanos = System.nanoTime();
        submit(session.id(), 0, () -> {
            noteLosses(session.id(), nanos);
            finish(session.id());
        });
    }

    private void submit(String id, long bytes, Runnable task) {
        long before = pendingBytes.get();
        if (bytes > 0 && before > 0 && before + bytes > maxPendingBytes) {
            AtomicLong lost = leftOut.get(id);
            if (lost != null) {
                lost.incrementAndGet();
            }
            return;
        }
        pendingBytes.addAndGet(bytes);
        try {
            writer.execute(() -> {
                pendingBytes.addAndGet(-bytes);
                task.run();
            });
        } catch (RejectedExecutionException closed) {
            pendingBytes.addAndGet(-bytes);
        }
    }

    private void open(SimulatorSession session, long nanos, long unixMs) {
        JsonObject info = JsonTrees.object(
                "server",
                "bargein simulator",
                "transport",
                session.transport().name().toLowerCase(Locale.ROOT),
                "id",
                session.id());
        TraceHeader header = new TraceHeader(unixMs, what.words(), what.sound(), info);
        Path path = what.directory().resolve(session.id() + ".trace");
        try {
            logs.put(session.id(), new Log(PrivateFiles.newFile(path), header, secrets, nanos));
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "A session cannot be recorded: " + path + " cannot be written", e);
        }
    }

    private void write(String id, long nanos, TraceDirection direction, String text) {
        Log log = logs.get(id);
        if (log == null || log.isFull(maxFileBytes)) {
            return;
        }
        try {
            noteLosses(id, nanos);
            put(log, nanos, direction, Json.parseObject(text, LIMITS));
            if (log.isFull(maxFileBytes)) {
                put(log, nanos, TraceDirection.NOTE, JsonTrees.object("type", "recorder.full"));
            }
        } catch (ProtocolException noJson) {
            put(log, nanos, TraceDirection.NOTE, JsonTrees.object("type", "recorder.no_json", "chars", text.length()));
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "A recording breaks off", e);
            finish(id);
        }
    }

    /** Says in the trace of a session how many of its own messages are missing here. */
    private void noteLosses(String id, long nanos) {
        Log log = logs.get(id);
        AtomicLong lost = leftOut.get(id);
        long count = log == null || lost == null ? 0 : lost.getAndSet(0);
        if (log != null && count > 0) {
            put(log, nanos, TraceDirection.NOTE, JsonTrees.object("type", "recorder.left_out", "messages", count));
        }
    }

    private static void put(Log log, long nanos, TraceDirection direction, JsonObject event) {
        log.trace.write(Math.max(0, nanos - log.startNanos), direction, event);
        log.entries++;
    }

    private void finish(String id) {
        leftOut.remove(id);
        Log log = logs.remove(id);
        if (log != null) {
            try {
                log.file.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "A recording breaks off", e);
            }
        }
    }

    /** Writes what is pending, and closes all files. */
    @Override
    public void close() {
        submit("", 0, () -> List.copyOf(logs.keySet()).forEach(this::finish));
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
