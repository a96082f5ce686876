package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorLedger;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.SimulatorTransport;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@link SimulatorSession} that applications and tests hold. It shows the session itself while that goes on, and a
 * snapshot afterwards, which keeps neither its connection nor its sound in memory.
 *
 * <p>Thread-safe.
 */
public final class SessionHandle implements SimulatorSession {
    private final String id;
    private final SimulatorTransport transport;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile @Nullable SessionDriver driver;
    private volatile @Nullable EndedSession ended;

    SessionHandle(String id, SimulatorTransport transport, SessionDriver driver) {
        this.id = id;
        this.transport = transport;
        this.driver = driver;
    }

    /** The session, null when it has ended. */
    @Nullable
    SessionDriver driver() {
        return driver;
    }

    /** The session has ended, and this is what is kept of it; {@link #complete} tells those who wait for it. */
    void end(EndedSession kept) {
        ended = kept;
        driver = null;
    }

    /** What is kept of it, null while it goes on. */
    @Nullable
    EndedSession ended() {
        return ended;
    }

    /** Tells whoever waits for its end. */
    void complete() {
        closed.complete(null);
    }

    private SessionView view() {
        // In this order, as the end is set before the session is let go.
        SessionDriver going = driver;
        EndedSession over = ended;
        return over == null ? Objects.requireNonNull(going).view() : over;
    }

    private void ask(Consumer<SessionDriver> task) {
        SessionDriver going = driver;
        if (going != null) {
            task.accept(going);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SimulatorTransport transport() {
        return transport;
    }

    @Override
    public List<SimulatorItem> items() {
        return view().items();
    }

    @Override
    public List<String> conversation() {
        return view().conversation();
    }

    @Override
    public List<SimulatorResponse> responses() {
        return view().responses();
    }

    @Override
    public SimulatorLedger ledger() {
        return view().ledger();
    }

    @Override
    public JsonObject settings() {
        return view().settings();
    }

    @Override
    public long inputMs() {
        return view().inputMs();
    }

    @Override
    public void sendRaw(String text) {
        ask(session -> session.sendRaw(text));
    }

    @Override
    public void close() {
        ask(SessionDriver::close);
    }

    @Override
    public void dropConnection() {
        ask(SessionDriver::dropConnection);
    }

    @Override
    public void faults(Faults faults) {
        ask(session -> session.faults(faults));
    }

    @Override
    public void speechStarted() {
        ask(SessionDriver::speechStarted);
    }

    @Override
    public void speechStopped() {
        ask(SessionDriver::speechStopped);
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed.copy();
    }
}
