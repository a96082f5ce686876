package dev.bargein.simulator;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A plain client of a Realtime service: sends events, and reads those that come one by one. */
public abstract class RealtimeClient implements AutoCloseable {
    static final long PATIENCE_SECONDS = 20;

    private final RealtimeCodec codec;
    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final List<ServerEvent> seen = new ArrayList<>();

    RealtimeClient(Dialect dialect) {
        codec = new RealtimeCodec(dialect);
    }

    final void send(ClientEvent event) {
        sendText(codec.encode(event));
    }

    abstract void sendText(String text);

    /** Takes a message that has come, on any thread. */
    final void received(String text) {
        texts.add(text);
    }

    final String nextText() {
        try {
            String text = texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("no message came; seen so far " + seen);
            }
            return text;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    final ServerEvent next() {
        ServerEvent event = codec.decodeServer(nextText()).event();
        seen.add(event);
        return event;
    }

    /** Reads on until an event of that type comes. */
    public final <E extends ServerEvent> E await(Class<E> type) {
        for (ServerEvent event = next(); ; event = next()) {
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    /** Events that have come and were not read yet. */
    final int unread() {
        return texts.size();
    }

    /** Events that were read. */
    final List<ServerEvent> seen() {
        return seen;
    }

    @Override
    public abstract void close();

    /** Waits for what is bound to come. */
    static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
