package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.Secret;
import dev.bargein.client.TransportKind;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcEngineProvider;
import java.util.Iterator;
import java.util.ServiceLoader;
import java.util.concurrent.ScheduledExecutorService;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a session that has to do with the network: HTTP, the credentials in use, the transport and its engine.
 *
 * <p>Thread law: {@link #open} is called once; the rest is thread-safe.
 */
final class Connection {
    private final SessionSpec spec;
    private final ConnectProgress progress;
    private final ScheduledExecutorService timer;
    private @Nullable Http http;
    private @Nullable RtcEngine ownEngine;
    private volatile @Nullable Secret secret;
    private volatile @Nullable Transport transport;

    Connection(SessionSpec spec, ConnectProgress progress, ScheduledExecutorService timer) {
        this.spec = spec;
        this.progress = progress;
        this.timer = timer;
    }

    /**
     * Connects.
     *
     * @throws ConnectException when that fails; {@link #close} is still to be called
     */
    void open(Transport.Listener listener) {
        Endpoints endpoints = Endpoints.parse(spec.url, spec.effectiveModel(), spec.dialect);
        @Nullable RtcEngine engine = spec.transport == TransportKind.WEBRTC ? engine() : null;
        Http h = new Http(progress);
        http = h;
        Signalling signalling = new Signalling(h, endpoints, spec.sessionWithModel(endpoints.model()));
        Secret bearer = signalling.bearer(spec.credentials);
        secret = bearer;
        Transport t = engine == null
                ? new WebSocketTransport(h, progress, endpoints, bearer)
                : new WebRtcTransport(engine, signalling, progress, endpoints, spec.credentials, bearer, timer);
        transport = t;
        t.open(listener);
    }

    private RtcEngine engine() {
        if (spec.rtcEngine != null) {
            return spec.rtcEngine;
        }
        Iterator<RtcEngineProvider> providers = ServiceLoader.load(
                        RtcEngineProvider.class, RtcEngineProvider.class.getClassLoader())
                .iterator();
        if (!providers.hasNext()) {
            throw new ConnectException(
                    ConnectStage.SETUP,
                    "There is no WebRTC engine: add bargein-webrtc to the class path, pass one to the builder, or use"
                            + " the WebSocket transport");
        }
        RtcEngine engine = providers.next().create();
        ownEngine = engine;
        return engine;
    }

    /** What is sent as bearer, null when nothing is. */
    @Nullable
    Secret secret() {
        return secret;
    }

    /**
     * Why an event cannot be sent whatever the network does, and what to do; null when it can.
     *
     * @param what it is, such as "This text"
     */
    @Nullable
    String tooLarge(String what, String json) {
        Transport t = transport;
        if (t == null) {
            return null;
        }
        long most = t.maxEventBytes();
        // No character takes more than 3 bytes of UTF-8.
        if (json.length() <= most / 3) {
            return null;
        }
        long bytes = Utf8.size(json);
        if (bytes <= most) {
            return null;
        }
        return what + " makes an event of " + bytes + " bytes of UTF-8, and the "
                + (spec.transport == TransportKind.WEBRTC
                        ? "data channel of this session takes at most " + most
                                + ": shorten it, send it in parts, or use the WebSocket transport"
                        : "WebSocket takes at most " + most + ": shorten it, or send it in parts");
    }

    /** Queues an event; answers whether it was queued. */
    boolean send(String json) {
        Transport t = transport;
        return t != null && t.send(json);
    }

    /** Sends 10 ms of sound. */
    void sendAudio(short[] pcm) {
        Transport t = transport;
        if (t != null) {
            t.sendAudio(pcm);
        }
    }

    /** Frees everything. */
    void close() {
        Transport t = transport;
        if (t != null) {
            t.close();
        }
        if (ownEngine != null) {
            ownEngine.close();
        }
        if (http != null) {
            http.close();
        }
    }
}
