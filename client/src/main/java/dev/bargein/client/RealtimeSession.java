package dev.bargein.client;

import dev.bargein.client.internal.BuilderValues;
import dev.bargein.client.internal.SessionController;
import dev.bargein.core.BargeInOptions;
import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationItem;
import dev.bargein.core.Input;
import dev.bargein.core.MediaTime;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.core.SpeechDetector;
import dev.bargein.core.Strategy;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ResponseOptions;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.TokenUsage;
import dev.bargein.rtc.RtcEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A spoken conversation with a Realtime service, over WebSocket or WebRTC.
 *
 * <p>A session is <i>connecting</i> inside {@link Builder#connect()} or after {@link Builder#connectAsync()}, then
 * <i>ready</i>, then <i>closed</i>: by {@link #close()}, by the server, or by the network ({@link SessionState}); unless a
 * lost connection is made again ({@link Builder#reconnect}). While it connects, what is said and typed is kept. Once it is
 * closed methods do nothing, {@link #stop()} answers {@link
 * StopResult#NOTHING}, and only {@link SessionListener#onClosed(CloseReason)} was called, once. A session is never opened
 * again: connect a new one.
 *
 * <p>Nothing waits for the server: {@link #stop()} and {@link #press()} have taken effect at the loudspeaker when they
 * return, and can be called at any time.
 *
 * <p>Thread-safe. No method blocks for longer than a copy of a few frames, except {@link #close()}, which
 * waits for threads and sockets to end.
 */
public final class RealtimeSession implements AutoCloseable {
    private final SessionController controller;

    private RealtimeSession(SessionController controller) {
        this.controller = controller;
    }

    /** A builder of a session. */
    public static Builder builder() {
        return new Builder();
    }

    /** How it travels. */
    public TransportKind transport() {
        return controller.transport();
    }

    /** The server's id of the session, empty when it sent none; another one after a lost connection was made again. */
    public String sessionId() {
        return controller.sessionId();
    }

    /** How long each stage of connecting took, the last time. */
    public ConnectTimings timings() {
        return controller.timings();
    }

    /**
     * Says a text in the user's place and asks for an answer. Does not interrupt: the answer waits for the end of the one
     * that is being made, and is heard after it; call {@link #stop()} before, if it should not.
     *
     * @return this session
     * @throws IllegalArgumentException when the text does not fit into one event of the transport: 16 MiB of UTF-8 on
     *     WebSocket, what both ends agreed on with WebRTC, at most 256 KiB; nothing was sent then
     */
    public RealtimeSession say(String text) {
        controller.requests().say(text);
        return this;
    }

    /**
     * Asks for a response to the conversation as it stands; does not interrupt.
     *
     * @return this session
     */
    public RealtimeSession respond() {
        controller.call(new Input.Respond());
        return this;
    }

    /**
     * Asks for a response that differs from what the session is set to, such as one outside the conversation.
     *
     * @return this session
     * @throws IllegalArgumentException when it is too large for the transport, as with {@link #say}; nothing was sent then
     */
    public RealtimeSession respond(ResponseOptions options) {
        controller.requests().respond(options);
        return this;
    }

    /**
     * Shows the model an image in the user's place; asks for nothing.
     *
     * @param mediaType {@code image/png} or {@code image/jpeg}
     * @param bytes the file; on WebRTC an event, of which it takes four thirds, has at most 256 KiB
     * @return this session
     * @throws IllegalArgumentException when the media type is none of an image, or the image is too large for the
     *     transport, as with {@link #say}; nothing was sent then
     */
    public RealtimeSession show(String mediaType, byte[] bytes) {
        controller.requests().show(mediaType, bytes);
        return this;
    }

    /**
     * What was asked for until now is not interrupted by speech at the open microphone, as a greeting should not be by the
     * caller's "Hello?": {@code session.say("Greet the caller.").uninterruptible()}. Until all of it was heard the service
     * gets silence in place of the microphone, and what the user says meanwhile is lost. {@link #stop()} and {@link
     * #press()} interrupt it all the same, and so does a service that heard the user speak before.
     */
    public void uninterruptible() {
        controller.call(new Input.Uninterruptible());
    }

    /** The user begins to talk: an interruption if anything plays, and a live microphone. */
    public void press() {
        controller.call(new Input.Press());
    }

    /** The user has finished talking and wants an answer. */
    public void release() {
        controller.call(new Input.Release());
    }

    /** The user has finished talking; what was said is remembered, and not answered yet. */
    public void releaseWithoutAnswer() {
        controller.call(new Input.Release(false));
    }

    /**
     * Opens the microphone for good: the server finds the user's turns by itself, for which the session must be made with
     * {@link SessionConfig#HANDS_FREE} or with {@code turn_detection} of its own. While an answer is heard, speech holds
     * it at once; {@link Builder#bargeIn} says when it is an interruption, and when the voice goes on.
     *
     * <p>The microphone must not hear the loudspeaker: headphones, or a device that cancels echoes. Otherwise the answer
     * holds itself.
     *
     * <p>With an open microphone {@link #press()} is a {@link #stop()}.
     */
    public void listen() {
        controller.call(new Input.Listen(true));
    }

    /** Shuts the microphone that {@link #listen()} opened; what the server has not taken for a turn yet is thrown away. */
    public void mute() {
        controller.call(new Input.Listen(false));
    }

    /**
     * Throws away what the user has said since {@link #press()}, or at an open microphone since the server's last turn;
     * nothing of it is answered. A press ends with it. Does not silence an answer: {@link #stop()} does.
     */
    public void discard() {
        controller.call(new Input.Discard());
    }

    /** Whether it is connected, now. */
    public SessionState state() {
        return controller.state();
    }

    /** What goes on in the conversation, now: whether the user speaks, an answer is made, or one is heard. */
    public Conversation.Activity activity() {
        return controller.activity();
    }

    /**
     * Completes when the session is ready for the first time, on a thread of the session that may be used for a moment only;
     * with a {@link ConnectException} when it could not be had. Complete already after {@link Builder#connect()}.
     */
    public CompletableFuture<RealtimeSession> ready() {
        return controller.ready().thenApply(nothing -> this);
    }

    /** Whether the session is connected: neither being connected, nor closed, nor lost. */
    public boolean isOpen() {
        return controller.isOpen();
    }

    /** Silence: when it returns, no sample of the running answer will be rendered any more. */
    public StopResult stop() {
        return controller.stop();
    }

    /** Whether {@link #press()} is accepted now; false only under strategies that lock the user out. */
    public boolean pressAccepted() {
        return controller.pressAccepted();
    }

    /**
     * Changes parts of the running session; what the change does not name stays as it is. The server confirms it, refuses
     * it as a whole ({@link dev.bargein.core.Notice.SessionRefused}), or does something else ({@link
     * dev.bargein.core.Notice.SessionDiffers}). The voice cannot change after the first sound.
     *
     * @throws IllegalArgumentException when it names a model, which cannot change, or is too large for the transport;
     *     nothing was sent then
     */
    public void update(SessionConfig change) {
        controller.requests().update(change);
    }

    /** The conversation as the service has it: its items in order, deleted ones left out; as far as events told of them. */
    public List<ConversationItem> items() {
        return controller.items();
    }

    /** The tokens that the responses of this session took until now, as far as the service says. */
    public TokenUsage usage() {
        return controller.usage();
    }

    /**
     * Hands in the output of a function call that a {@link dev.bargein.core.Notice.ToolCalled} told of; not needed for
     * those of a {@link Builder#tool}. When all calls of the response have theirs, the model is asked to speak about them.
     *
     * @throws IllegalArgumentException when it is too large for the transport, as with {@link #say}; nothing was sent then
     */
    public void toolOutput(String callId, String output) {
        controller.requests().toolOutput(callId, output);
    }

    /**
     * Sends an event of your own.
     *
     * @throws IllegalArgumentException when it is too large for the transport, as with {@link #say}; nothing was sent then
     */
    public void send(ClientEvent event) {
        controller.requests().send(event);
    }

    /** Ends the session and frees its threads, sockets, devices and native objects; closing twice is closing once. */
    @Override
    public void close() {
        controller.close();
    }

    /**
     * What a session is made with. Only {@link #url} is needed.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {
        /** How long connecting may take unless {@link #connectTimeout} says otherwise, in seconds. */
        public static final int CONNECT_TIMEOUT_S = 15;

        private final BuilderValues spec = new BuilderValues();

        private Builder() {}

        /**
         * Where the service is: {@code https://api.openai.com/v1}, {@code .../v1/realtime}, a {@code wss} address, or a
         * server on this machine such as {@code http://127.0.0.1:8080}. Parameters in it are kept.
         */
        public Builder url(String url) {
            spec.url = url;
            return this;
        }

        /** How to travel; {@link TransportKind#WEBSOCKET} by default. */
        public Builder transport(TransportKind kind) {
            spec.transport = kind;
            return this;
        }

        /** The model; the one in the address or the server's own by default. */
        public Builder model(String model) {
            spec.model = model;
            return this;
        }

        /** An API key or a client secret, sent as it is. */
        public Builder apiKey(Secret key) {
            return credentials(Credentials.of(key));
        }

        /** An API key or a client secret, sent as it is. */
        public Builder apiKey(String key) {
            return apiKey(Secret.of(key));
        }

        /** How the session proves who pays for it; not at all by default. */
        public Builder credentials(Credentials credentials) {
            spec.credentials = credentials;
            return this;
        }

        /**
         * A header of your own, such as Azure's {@code api-key}, with every request to the service; in addition to {@link
         * #credentials}. Its value is taken for a secret, and the service must be reached by {@code https} or {@code wss},
         * or be on this machine.
         *
         * @throws IllegalArgumentException when no header can have that name, or when the client sets it by itself
         */
        public Builder header(String name, Secret value) {
            BuilderValues.requireHeader(name);
            spec.headers.put(name, value);
            return this;
        }

        /** What to do on an interruption; {@link Strategy#BARGEIN} by default. */
        public Builder strategy(Strategy strategy) {
            spec.strategy = strategy;
            return this;
        }

        /** What to ask of the server; {@link SessionConfig#PUSH_TO_TALK} by default. */
        public Builder session(SessionConfig config) {
            spec.session = config;
            return this;
        }

        /** The names to speak; {@link Dialect#GA} by default. */
        public Builder dialect(Dialect dialect) {
            spec.dialect = dialect;
            return this;
        }

        /** Where the voice goes; by default it is played at its pace into the void. The session closes it. */
        public Builder speaker(Speaker speaker) {
            spec.speaker = speaker;
            return this;
        }

        /** Where the user's voice comes from; silence by default. The session closes it. */
        public Builder microphone(Microphone microphone) {
            spec.microphone = microphone;
            return this;
        }

        /** How much of the microphone from before a press is sent with it; 20 ms by default. */
        public Builder preRoll(MediaTime preRoll) {
            spec.preRoll = preRoll;
            return this;
        }

        /** When speech at the open microphone is an interruption; {@link BargeInOptions#DEFAULT} by default. */
        public Builder bargeIn(BargeInOptions options) {
            spec.bargeIn = options;
            return this;
        }

        /**
         * What tells speech at the open microphone; {@link SpeechDetector#energy()} by default. It is called on the
         * microphone's thread, and belongs to one session.
         */
        public Builder speechDetector(SpeechDetector detector) {
            spec.speechDetector = detector;
            return this;
        }

        /** Goes by the server's word alone: no sound is held before it says that the user speaks. */
        public Builder noSpeechDetector() {
            spec.speechDetector = null;
            return this;
        }

        /**
         * The implementation of WebRTC; by default the one that {@link java.util.ServiceLoader} finds. The caller closes
         * an engine that is passed here, also after the session.
         */
        public Builder rtcEngine(RtcEngine engine) {
            spec.rtcEngine = engine;
            return this;
        }

        /**
         * A function that the model may call, besides those given before.
         *
         * @throws IllegalArgumentException when there is one of that name already
         */
        public Builder tool(Tool tool) {
            if (spec.tools.putIfAbsent(tool.name(), tool) != null) {
                throw new IllegalArgumentException("There is a tool '" + tool.name() + "' already");
            }
            return this;
        }

        /** Who is told what happens; nobody by default. */
        public Builder listener(SessionListener listener) {
            spec.listener = listener;
            return this;
        }

        /**
         * How a lost connection is made again, such as {@link ReconnectPolicy#DEFAULT}; by default not at all, and the
         * session is over with its first connection.
         *
         * <p>The first connection is not tried again. After it the session becomes {@link SessionState#RECONNECTING}
         * ({@link dev.bargein.core.Notice.Reconnecting}), and {@link SessionState#READY} again ({@link
         * dev.bargein.core.Notice.Ready}) with a session that is asked for as the last one was confirmed, and that is told
         * the conversation as text: of answers what was heard. The devices stay open, and a press goes on. What the user
         * typed or said and the service was not seen to take is sent again, or reported ({@link
         * dev.bargein.core.Notice.NotSent}, {@link dev.bargein.core.Notice.TurnDropped}, {@link
         * dev.bargein.core.Notice.ToolCallDropped}). Nothing is tried again where that cannot help, as with a key that is
         * not accepted any more ({@link CloseReason#retryable()}).
         *
         * <p>A session that the service will end soon, as it does after an hour, is left for a new one in a quiet moment.
         */
        public Builder reconnect(ReconnectPolicy policy) {
            spec.reconnect = policy;
            return this;
        }

        /** How long connecting may take, all stages together; {@value #CONNECT_TIMEOUT_S} s by default. */
        public Builder connectTimeout(Duration timeout) {
            spec.connectTimeoutNanos = timeout.toNanos();
            return this;
        }

        /**
         * Connects, and blocks until the session is ready.
         *
         * <p>To give up from another thread, interrupt this one. The devices are opened last and closed in any case.
         *
         * @throws ConnectException when that fails, with its stage and what to do; nothing is left open
         */
        public RealtimeSession connect() {
            return new RealtimeSession(SessionController.connect(spec.copy()));
        }

        /**
         * Connects in the background, and returns a session that can be used at once: the devices are opened first, and what
         * the user says and types meanwhile is kept, and sent when the server has confirmed the session. Of sound the last 30
         * s are kept ({@link dev.bargein.core.Notice.SpeechLost}). No sound reaches the service before that.
         *
         * <p>{@link RealtimeSession#ready()} and {@link SessionListener#onState} tell when it is ready. Where connecting
         * fails, {@link RealtimeSession#ready()} does, {@link SessionListener#onClosed(CloseReason)} is called, and nothing is
         * left open. {@link RealtimeSession#close()} ends the attempt.
         */
        public RealtimeSession connectAsync() {
            return new RealtimeSession(SessionController.connectAsync(spec.copy()));
        }
    }
}
