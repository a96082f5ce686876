package dev.bargein.client.internal;

import dev.bargein.client.CloseReason;
import dev.bargein.client.internal.transport.ForeignText;
import dev.bargein.client.internal.transport.Transport;
import dev.bargein.core.Input;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.ServerEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Hears the transport of one connection, on its threads, for as long as the connection was not left. */
final class ConnectionListener implements Transport.Listener {
    private final ServerConnection connection;
    private final ConversationLoop loop;
    private final RealtimeCodec codec;
    private final ListenerDispatcher dispatcher;
    private final Redactor secrets;
    private final Consumer<String> sessionId;
    private final BiConsumer<ServerConnection, CloseReason> down;

    /**
     * Hears a connection for a conversation.
     *
     * @param sessionId told the server's id of the session
     * @param down told that the connection is gone
     */
    ConnectionListener(
            ServerConnection connection,
            ConversationLoop loop,
            RealtimeCodec codec,
            ListenerDispatcher dispatcher,
            Redactor secrets,
            Consumer<String> sessionId,
            BiConsumer<ServerConnection, CloseReason> down) {
        this.connection = connection;
        this.loop = loop;
        this.codec = codec;
        this.dispatcher = dispatcher;
        this.secrets = secrets;
        this.sessionId = sessionId;
        this.down = down;
    }

    @Override
    public void onUp() {
        if (!connection.isLeft()) {
            loop.input(new Input.TransportUp());
        }
    }

    @Override
    public void onMessage(String text) {
        if (connection.isLeft()) {
            return;
        }
        try {
            receive(text);
        } catch (Throwable e) {
            // On a thread of the network: what is thrown there, an Error above all, ends it without a word.
            ListenerFailures.tell(SafeFailures.of(e, secrets));
            onDown(new CloseReason(
                    CloseReason.Kind.CLIENT,
                    0,
                    "A message of the server could not be handled: " + ForeignText.of(e, secrets)));
        }
    }

    private void receive(String text) {
        long nanos = System.nanoTime();
        ServerEvent event;
        try {
            event = codec.decodeServer(ErrorRedaction.withoutSecrets(text, secrets))
                    .event();
        } catch (ProtocolException e) {
            dispatcher.postProblem("The server sent a message of " + text.length()
                    + " characters that is not an event: " + ForeignText.of(e, secrets));
            return;
        }
        loop.server(event, nanos, ListenerDispatcher.bytesOf(text));
        if (event instanceof ServerEvent.SessionCreated c) {
            String id = c.session().string("id");
            sessionId.accept(id == null ? "" : id);
            expires(c.session());
            connection.sessionCreated();
        } else if (event instanceof ServerEvent.Error e) {
            connection.error(e.error());
        }
    }

    /** A session ends at a time of day, by the server's clock, which is taken to be about that of this machine. */
    private void expires(JsonObject session) {
        long seconds = session.number("expires_at", 0);
        long inMs = TimeUnit.SECONDS.toMillis(seconds) - System.currentTimeMillis();
        if (seconds > 0 && inMs > 0) {
            loop.input(new Input.SessionExpires(TimeUnit.MILLISECONDS.toNanos(inMs)));
        }
    }

    @Override
    public void onLiveAudio(short[] pcm) {
        if (!connection.isLeft()) {
            dispatcher.postFrame(pcm, System.nanoTime());
            loop.live(pcm);
        }
    }

    @Override
    public void onProblem(String text) {
        dispatcher.postProblem(text);
    }

    @Override
    public void onDown(CloseReason foreign) {
        down.accept(connection, new CloseReason(foreign.kind(), foreign.code(), secrets.redact(foreign.text())));
    }
}
