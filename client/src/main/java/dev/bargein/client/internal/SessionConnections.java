package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.internal.transport.ForeignText;
import dev.bargein.client.internal.transport.Transport;
import dev.bargein.client.internal.transport.Uninterruptibles;
import dev.bargein.protocol.Redactor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The connections of a session, one after the other: the first, and those that take its place, which are made on a thread
 * of their own.
 *
 * <p>Thread-safe. At most one is open at any time: the one before is closed before the next is opened.
 */
final class SessionConnections implements AutoCloseable {
    private static final int GONE_TIMEOUT_MS = 3_000;

    private final long timeoutNanos;
    private final TransportFactory transports;
    private final CommandExecutor commands;
    private final Function<ServerConnection, Transport.Listener> listeners;
    private final Consumer<ConnectException> failed;
    private final Redactor secrets;
    private final ServerConnection first;
    private final ThreadPoolExecutor thread;
    private volatile ServerConnection current;
    private volatile boolean closed;

    /**
     * With a first one that is not opened yet.
     *
     * @param listeners makes who hears a connection
     * @param failed told that another connection could not be had
     */
    SessionConnections(
            long timeoutNanos,
            TransportFactory transports,
            CommandExecutor commands,
            Function<ServerConnection, Transport.Listener> listeners,
            Consumer<ConnectException> failed,
            Redactor secrets) {
        this.timeoutNanos = timeoutNanos;
        this.transports = transports;
        this.commands = commands;
        this.listeners = listeners;
        this.failed = failed;
        this.secrets = secrets;
        this.first = new ServerConnection(timeoutNanos, secrets);
        this.current = first;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread t = new Thread(task, "bargein-reconnect");
                    t.setDaemon(true);
                    return t;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    /** The one that was made last. */
    ServerConnection current() {
        return current;
    }

    boolean isFirst(ServerConnection connection) {
        return connection == first;
    }

    /**
     * Opens the first, and blocks until the session is ready.
     *
     * @throws ConnectException when that fails; {@link #close} is still to be called
     */
    void openFirst() {
        first.open(transports, commands, listeners.apply(first));
    }

    /** Begins to make another one in place of the current, which is left; does not block. */
    void openNext() {
        commands.detach();
        thread.execute(this::attempt);
    }

    private void attempt() {
        ServerConnection before = current;
        before.leave();
        before.close();
        if (closed) {
            return;
        }
        ServerConnection next = new ServerConnection(timeoutNanos, secrets);
        current = next;
        try {
            next.open(transports, commands, listeners.apply(next));
            if (!next.opened()) {
                throw next.early();
            }
        } catch (Throwable e) {
            next.leave();
            next.close();
            failed.accept(failure(e, secrets));
            if (e instanceof Error) {
                ListenerFailures.tell(SafeFailures.of(e, secrets));
            }
        }
    }

    /** Why connecting failed, without secrets, whatever was thrown. */
    static ConnectException failure(Throwable e, Redactor secrets) {
        return SafeFailures.of(
                e instanceof ConnectException c
                        ? c
                        : new ConnectException(
                                ConnectStage.SETUP, "Connecting failed: " + ForeignText.of(e, secrets), e),
                secrets);
    }

    /** Ends an attempt that is under way, and frees all. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        Uninterruptibles.uninterruptibly(
                GONE_TIMEOUT_MS,
                left -> thread.awaitTermination(left, TimeUnit.NANOSECONDS) ? null : Uninterruptibles.TIMED_OUT);
        current.leave();
        current.close();
        transports.close();
    }
}
