package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.internal.transport.ForeignText;
import dev.bargein.client.internal.transport.Transport;
import dev.bargein.client.internal.transport.Uninterruptibles;
import dev.bargein.core.Command;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what the conversation decided, in order and on the session's one thread: sends events, switches the
 * microphone, makes another connection, ends the session.
 *
 * <p>Thread-safe; {@link #put} never blocks.
 */
final class CommandExecutor {
    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Executor thread;
    private final RealtimeCodec codec;
    private final AudioDevices devices;
    private final ListenerDispatcher dispatcher;
    private final Redactor secrets;
    private final Predicate<ConnectException> refused;
    private final Runnable connect;
    private final Consumer<String> disconnect;
    private volatile @Nullable Transport transport;

    /**
     * Makes one that has nothing to do.
     *
     * @param thread runs one task at a time, in order
     * @param refused takes why the session cannot be asked for, as that is too large; false when it was asked for long ago
     * @param connect begins to make another connection; called on {@code thread}
     * @param disconnect ends the session for a reason; called on {@code thread}
     */
    CommandExecutor(
            Executor thread,
            RealtimeCodec codec,
            AudioDevices devices,
            ListenerDispatcher dispatcher,
            Redactor secrets,
            Predicate<ConnectException> refused,
            Runnable connect,
            Consumer<String> disconnect) {
        this.thread = thread;
        this.codec = codec;
        this.devices = devices;
        this.dispatcher = dispatcher;
        this.secrets = secrets;
        this.refused = refused;
        this.connect = connect;
        this.disconnect = disconnect;
    }

    /** Sends through a transport from here on; before that, events go nowhere. */
    void attach(Transport to) {
        transport = to;
    }

    /** The transport is gone: events go nowhere until there is another one. */
    void detach() {
        transport = null;
    }

    /** Takes note of a command. */
    void put(Command command) {
        commands.add(command);
        if (!scheduled.getAndSet(true)) {
            thread.execute(this::drain);
        }
    }

    /** Waits until what was put before is done, but not for long. */
    void flush(long timeoutMs) {
        CountDownLatch drained = new CountDownLatch(1);
        thread.execute(() -> {
            drain();
            drained.countDown();
        });
        Uninterruptibles.uninterruptibly(
                timeoutMs, left -> drained.await(left, TimeUnit.NANOSECONDS) ? null : Uninterruptibles.TIMED_OUT);
    }

    private void drain() {
        scheduled.set(false);
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            carryOut(command);
        }
    }

    private void carryOut(Command command) {
        try {
            if (command instanceof Command.Send s) {
                send(s.event());
            } else if (command instanceof Command.Microphone m) {
                devices.live(m.live());
            } else if (command instanceof Command.Connect) {
                connect.run();
            } else if (command instanceof Command.Disconnect d) {
                disconnect.accept(d.reason());
            }
        } catch (Throwable e) {
            // An Error would end this thread and with it everything that is still to be sent.
            dispatcher.postProblem(
                    "Failed to carry out " + command.getClass().getSimpleName() + ": " + ForeignText.of(e, secrets));
        }
    }

    private void send(ClientEvent event) {
        Transport t = transport;
        if (t == null) {
            return;
        }
        String json = codec.encode(event);
        long nanos = System.nanoTime();
        String refusal = t.tooLarge("The " + event.type(), json);
        if (refusal != null) {
            // The events of the application were checked before; this is one that follows from the configuration.
            if (!refused.test(new ConnectException(ConnectStage.SESSION_UPDATED, refusal))) {
                dispatcher.postProblem(refusal + ". It was not sent");
            }
        } else if (t.send(json)) {
            dispatcher.post(l -> l.onSent(event, nanos), ListenerDispatcher.bytesOf(json));
        }
    }
}
