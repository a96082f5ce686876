package dev.bargein.client.internal;

import dev.bargein.client.Credentials;
import dev.bargein.client.Microphone;
import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.Speaker;
import dev.bargein.client.TransportKind;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Strategy;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.rtc.RtcEngine;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a session is made with, as its builder collected it. Confined. */
public final class SessionSpec {
    /** Where; empty until it is set. */
    public String url = "";
    /** How. */
    public TransportKind transport = TransportKind.WEBSOCKET;
    /** The model; empty for the one in the address or the server's own. */
    public String model = "";
    /** Who pays. */
    public Credentials credentials = Credentials.none();
    /** What to do on an interruption. */
    public Strategy strategy = Strategy.BARGEIN;
    /** What to ask of the server. */
    public SessionConfig session = SessionConfig.PUSH_TO_TALK;
    /** The names to speak. */
    public Dialect dialect = Dialect.GA;
    /** Null for the void. */
    public @Nullable Speaker speaker;
    /** Null for silence. */
    public @Nullable Microphone microphone;
    /** Null for the core's own. */
    public @Nullable MediaTime preRoll;
    /** Null to look for one. */
    public @Nullable RtcEngine rtcEngine;
    /** Who is told. */
    public SessionListener listener = SessionListener.NONE;
    /** All stages of connecting together. */
    public long connectTimeoutNanos = TimeUnit.SECONDS.toNanos(RealtimeSession.Builder.CONNECT_TIMEOUT_S);

    /** A copy that a builder's further calls do not change. */
    public SessionSpec copy() {
        SessionSpec copy = new SessionSpec();
        copy.url = url;
        copy.transport = transport;
        copy.model = model;
        copy.credentials = credentials;
        copy.strategy = strategy;
        copy.session = session;
        copy.dialect = dialect;
        copy.speaker = speaker;
        copy.microphone = microphone;
        copy.preRoll = preRoll;
        copy.rtcEngine = rtcEngine;
        copy.listener = listener;
        copy.connectTimeoutNanos = connectTimeoutNanos;
        return copy;
    }
}
