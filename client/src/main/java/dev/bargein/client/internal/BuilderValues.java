package dev.bargein.client.internal;

import dev.bargein.client.Credentials;
import dev.bargein.client.Microphone;
import dev.bargein.client.RealtimeSession;
import dev.bargein.client.Secret;
import dev.bargein.client.SessionListener;
import dev.bargein.client.Speaker;
import dev.bargein.client.Tool;
import dev.bargein.client.TransportKind;
import dev.bargein.core.BargeInOptions;
import dev.bargein.core.ConnectionOptions;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.MediaTime;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.core.SpeechDetector;
import dev.bargein.core.Strategy;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.rtc.RtcEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The values set on a {@code RealtimeSession.Builder}, before they are checked. Not thread-safe. */
public final class BuilderValues {
    private static final Set<String> OWN_HEADERS = Set.of(
            "host", "connection", "upgrade", "content-length", "content-type", "transfer-encoding", "openai-beta");

    /** Where; empty until it is set. */
    public String url = "";
    /** How. */
    public TransportKind transport = TransportKind.WEBSOCKET;
    /** The model; empty for the one in the address or the server's own. */
    public String model = "";
    /** Who pays. */
    public Credentials credentials = Credentials.none();
    /** Sent with every request to the service; what they say is secret. */
    public Map<String, Secret> headers = new LinkedHashMap<>();
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
    /** When speech at the open microphone is an interruption. */
    public BargeInOptions bargeIn = BargeInOptions.DEFAULT;
    /** Null to go by the server's word alone. */
    public @Nullable SpeechDetector speechDetector = SpeechDetector.energy();
    /** Null to look for one. */
    public @Nullable RtcEngine rtcEngine;
    /** How a lost connection is made again. */
    public ReconnectPolicy reconnect = ReconnectPolicy.NEVER;
    /** The functions that the model may call, by name. */
    public final Map<String, Tool> tools = new LinkedHashMap<>();
    /** Who is told. */
    public SessionListener listener = SessionListener.NONE;
    /** All stages of connecting together. */
    public long connectTimeoutNanos = TimeUnit.SECONDS.toNanos(RealtimeSession.Builder.CONNECT_TIMEOUT_S);

    /** The model to ask for, empty for the one in the address or the server's own. */
    String effectiveModel() {
        String inSession = session.model();
        return model.isEmpty() && inSession != null ? inSession : model;
    }

    /** The session as it is asked for before there is one. */
    SessionConfig sessionWithModel(String name) {
        return withModel(name.isEmpty() ? null : name);
    }

    private SessionConfig withModel(@Nullable String name) {
        return new SessionConfig(
                name,
                session.instructions(),
                session.voice(),
                session.turnDetection(),
                session.transcriptionModel(),
                session.outputText(),
                session.extra());
    }

    /** All that is secret in here. */
    Redactor secrets() {
        Redactor secrets = new Redactor();
        secrets.addFromUrl(url);
        secrets.addFrom(session.extra());
        headers.values().forEach(value -> add(secrets, value));
        if (credentials instanceof Credentials.Bearer b) {
            add(secrets, b.secret());
        } else if (credentials instanceof Credentials.Minting m) {
            add(secrets, m.apiKey());
        } else if (credentials instanceof Credentials.Endpoint e) {
            secrets.addFromUrl(e.url());
        }
        return secrets;
    }

    private static void add(Redactor secrets, Secret secret) {
        secret.use(value -> {
            secrets.add(value);
            return secrets;
        });
    }

    /** The codec, with the limits of the transport. */
    RealtimeCodec codec() {
        return new RealtimeCodec(
                dialect, transport == TransportKind.WEBRTC ? CodecLimits.DATA_CHANNEL : CodecLimits.CLIENT_INBOUND);
    }

    /** What the conversation is made with; the model of a running session cannot change, so it is left out. */
    ConversationConfig conversation(MediaTime outputLatency) {
        ConversationConfig config = ConversationConfig.of(transport.traits())
                .withStrategy(strategy)
                .withSession(withTools(withModel(null)))
                .withOutputLatency(outputLatency)
                .withBargeIn(bargeIn)
                .withConnection(ConnectionOptions.KEPT_UNTIL_READY.withReconnect(
                        reconnect.seed() == 0 ? reconnect.withSeed(System.nanoTime()) : reconnect));
        return preRoll == null ? config : config.withPreRoll(preRoll);
    }

    /** The names of functions that the model is told of otherwise, which the application answers by itself. */
    Set<String> applicationsFunctions() {
        Set<String> names = new HashSet<>();
        if (session.extra().get("tools") instanceof JsonArray given) {
            for (JsonValue tool : given.values()) {
                String name = tool instanceof JsonObject object ? object.string("name") : null;
                if (name != null) {
                    names.add(name);
                }
            }
        }
        names.removeAll(tools.keySet());
        return names;
    }

    private SessionConfig withTools(SessionConfig config) {
        if (tools.isEmpty()) {
            return config;
        }
        List<JsonValue> all = new ArrayList<>();
        if (config.extra().get("tools") instanceof JsonArray given) {
            all.addAll(given.values());
        }
        tools.values().forEach(tool -> all.add(tool.toJson()));
        return config.withExtra(config.extra().with("tools", new JsonArray(all)));
    }

    /** Refuses what is not the name of a header that an application may set; a value is never repeated. */
    public static void requireHeader(String name) {
        boolean token = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            token &= c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
        if (!token) {
            throw new IllegalArgumentException("This is no name of an HTTP header: " + name);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (OWN_HEADERS.contains(lower) || lower.startsWith("sec-websocket-")) {
            throw new IllegalArgumentException("The client sets the header " + name + " by itself");
        }
    }

    /** A copy that a builder's further calls do not change. */
    public BuilderValues copy() {
        BuilderValues copy = new BuilderValues();
        copy.url = url;
        copy.transport = transport;
        copy.model = model;
        copy.credentials = credentials;
        copy.headers = new LinkedHashMap<>(headers);
        copy.strategy = strategy;
        copy.session = session;
        copy.dialect = dialect;
        copy.speaker = speaker;
        copy.microphone = microphone;
        copy.preRoll = preRoll;
        copy.bargeIn = bargeIn;
        copy.speechDetector = speechDetector;
        copy.rtcEngine = rtcEngine;
        copy.reconnect = reconnect;
        copy.tools.putAll(tools);
        copy.listener = listener;
        copy.connectTimeoutNanos = connectTimeoutNanos;
        return copy;
    }
}
