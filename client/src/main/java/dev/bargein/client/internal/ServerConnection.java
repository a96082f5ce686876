package dev.bargein.client.internal;

import dev.bargein.client.CloseReason;
import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.ConnectTimings;
import dev.bargein.client.internal.transport.ConnectProgress;
import dev.bargein.client.internal.transport.ForeignText;
import dev.bargein.client.internal.transport.HttpCalls;
import dev.bargein.client.internal.transport.Transport;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Redactor;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the service, from its first request to its end: its transport, and how far it came.
 *
 * <p>Thread-safe; {@link #open} is called once.
 */
final class ServerConnection {
    private static final int UNAUTHORIZED = 401;
    /** What the service says of a connection that it will never want. */
    private static final Set<String> FINAL_ERRORS =
            Set.of(ErrorCodes.INVALID_MODEL, ErrorCodes.MISSING_MODEL, ErrorCodes.BETA_API_SHAPE_DISABLED);

    private final ConnectProgress progress;
    private final Redactor secrets;
    private final CompletableFuture<Void> created = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile @Nullable HttpCalls http;
    private volatile @Nullable Transport transport;
    private volatile String lastError = "";
    private volatile String lastErrorCode = "";
    private volatile @Nullable ConnectException lost;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPENING);

    /** How far it came. */
    enum Phase {
        /** {@link #open} has not returned, or its session is not in use yet. */
        OPENING,
        /** In use. */
        OPEN,
        /** Gone, or left for another one: nothing that still comes of it counts. */
        LEFT
    }

    ServerConnection(long timeoutNanos, Redactor secrets) {
        this.progress = new ConnectProgress(timeoutNanos, secrets);
        this.secrets = secrets;
    }

    /**
     * Connects, and blocks until the session is ready.
     *
     * @throws ConnectException when that fails; {@link #close} is still to be called
     */
    void open(TransportFactory transports, CommandExecutor commands, Transport.Listener listener) {
        HttpCalls h = new HttpCalls(progress, secrets);
        http = h;
        Transport t = transports.create(progress, h);
        transport = t;
        commands.attach(t);
        t.open(listener);
        progress.begin(ConnectStage.SESSION_CREATED);
        progress.await(
                created,
                "No session.created",
                "the server accepted the connection but started no session; check the address and the dialect");
        progress.end(ConnectStage.SESSION_CREATED);
        progress.begin(ConnectStage.SESSION_UPDATED);
        progress.await(ready, "No session.updated", "the server did not take the session; check the dialect");
        progress.end(ConnectStage.SESSION_UPDATED);
    }

    /** Its session is in use from here on; false when it was lost before. */
    boolean opened() {
        return phase.compareAndSet(Phase.OPENING, Phase.OPEN);
    }

    /** Nothing that still comes of it counts any more. Answers how far it came before. */
    Phase leave() {
        return Objects.requireNonNull(phase.getAndSet(Phase.LEFT));
    }

    /** It is lost or not wanted any more, also while it is being opened, which ends then. */
    void abandon() {
        phase.set(Phase.LEFT);
        ConnectException failure = early();
        created.completeExceptionally(failure);
        ready.completeExceptionally(failure);
    }

    boolean isLeft() {
        return phase.get() == Phase.LEFT;
    }

    /** Runs a part of connecting as a stage of its own. */
    void stage(ConnectStage stage, Runnable part) {
        progress.begin(stage);
        part.run();
        progress.end(stage);
    }

    ConnectTimings timings() {
        return progress.timings();
    }

    @Nullable
    Transport transport() {
        return transport;
    }

    /** The server has made the session. */
    void sessionCreated() {
        created.complete(null);
    }

    /** The server has reported an error. */
    void error(ErrorDetails error) {
        lastError = ForeignText.clean(error.message(), secrets);
        String code = error.code();
        lastErrorCode = code == null ? "" : code;
    }

    /** The conversation has told something. */
    void told(Notice notice) {
        if (notice instanceof Notice.Ready) {
            ready.complete(null);
        } else if (notice instanceof Notice.SessionRefused refused) {
            String said = ForeignText.clean(refused.error().message(), secrets);
            refuse(new ConnectException(
                    ConnectStage.SESSION_UPDATED,
                    "The server did not take the session: " + ForeignText.open(said)
                            + ". Check its options, the dialect and the model",
                    0,
                    said,
                    false));
        }
    }

    /** It cannot be had; false when it was had before. */
    boolean refuse(ConnectException failure) {
        return ready.completeExceptionally(failure);
    }

    /** Why it failed to connect, if it did while nobody waited for it; otherwise that it ended at once. */
    ConnectException early() {
        ConnectException early = lost;
        return early != null ? early : new ConnectException(progress.current(), "The session ended at once");
    }

    /** The connection is gone; lets a thread that still connects know, and says why as far as the server did. */
    CloseReason fail(CloseReason reason) {
        String said = lastError;
        boolean key = lastErrorCode.equals(ErrorCodes.INVALID_API_KEY);
        boolean wanted = !key && !FINAL_ERRORS.contains(lastErrorCode);
        ConnectException early = new ConnectException(
                key ? ConnectStage.AUTHENTICATION : progress.current(),
                reason.text() + (said.isEmpty() ? "" : ", after it said: " + ForeignText.open(said))
                        + ". Check the address, the credentials and the model, then try again",
                key ? UNAUTHORIZED : 0,
                said,
                wanted && reason.retryable());
        lost = early;
        created.completeExceptionally(early);
        ready.completeExceptionally(early);
        if (lastErrorCode.equals(ErrorCodes.SESSION_EXPIRED)) {
            return new CloseReason(CloseReason.Kind.SESSION_EXPIRED, reason.code(), reason.text());
        }
        return wanted ? reason : new CloseReason(CloseReason.Kind.REFUSED, reason.code(), reason.text());
    }

    /** Ends it and frees all that it had; closing twice is closing once. */
    void close() {
        Transport t = transport;
        if (t != null) {
            t.close();
        }
        HttpCalls h = http;
        if (h != null) {
            h.close();
        }
    }
}
