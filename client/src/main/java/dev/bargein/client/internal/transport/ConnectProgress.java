package dev.bargein.client.internal.transport;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.ConnectTimings;
import dev.bargein.protocol.Redactor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The stages of one attempt to connect: which is under way, how long each took, and the one deadline of all.
 *
 * <p>Thread-safe; stages begin and end on any thread.
 */
public final class ConnectProgress {
    private final long startNanos = System.nanoTime();
    private final long timeoutNanos;
    private final Redactor secrets;
    private final Map<ConnectStage, Long> running = new EnumMap<>(ConnectStage.class);
    private final List<ConnectTimings.Stage> ended = new ArrayList<>();
    private ConnectStage current = ConnectStage.SETUP;
    private ConnectStage request = ConnectStage.SETUP;

    public ConnectProgress(long timeoutNanos, Redactor secrets) {
        this.timeoutNanos = timeoutNanos;
        this.secrets = secrets;
    }

    public synchronized void begin(ConnectStage stage) {
        current = stage;
        running.put(stage, System.nanoTime());
    }

    /** A stage that is an HTTP request: finding and opening the connection come first, and do not count as its time. */
    synchronized void beginRequest(ConnectStage stage) {
        request = stage;
        begin(stage);
    }

    /** The request has its connection. */
    synchronized void connected() {
        if (current == ConnectStage.RESOLVE || current == ConnectStage.TCP || current == ConnectStage.TLS) {
            begin(request);
        }
    }

    public synchronized void end(ConnectStage stage) {
        Long since = running.remove(stage);
        if (since != null) {
            ended.add(new ConnectTimings.Stage(stage, System.nanoTime() - since));
        }
    }

    /** The stage that began last. */
    public synchronized ConnectStage current() {
        return current;
    }

    public synchronized ConnectTimings timings() {
        return new ConnectTimings(ended, System.nanoTime() - startNanos);
    }

    long remainingNanos() {
        return timeoutNanos - (System.nanoTime() - startNanos);
    }

    /**
     * Waits for a future until the deadline of the attempt.
     *
     * @param what is awaited, as in "no answer to POST /v1/realtime/calls"
     * @param hint what to do when it does not come
     */
    public <T> T await(CompletableFuture<T> future, String what, String hint) {
        try {
            return future.get(Math.max(0, remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw timedOut(what, hint);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException(
                    current(),
                    "Interrupted while waiting: " + what + ". Nothing was left open; connect again when ready");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof ConnectException c) {
                // Made on a thread of the network; what matters to the reader is who connected.
                c.fillInStackTrace();
                throw c;
            }
            throw new ConnectException(
                    current(), "Failed at " + current().words() + ": " + ForeignText.of(cause, secrets), cause);
        }
    }

    ConnectException timedOut(String what, String hint) {
        ConnectStage stage = current();
        return new ConnectException(
                stage, what + " within " + ForeignText.seconds(timeoutNanos) + ", at " + stage.words() + ": " + hint);
    }
}
