package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.Secret;
import dev.bargein.client.TransportKind;
import dev.bargein.client.internal.transport.ConnectProgress;
import dev.bargein.client.internal.transport.Endpoints;
import dev.bargein.client.internal.transport.HttpCalls;
import dev.bargein.client.internal.transport.Signalling;
import dev.bargein.client.internal.transport.Transport;
import dev.bargein.client.internal.transport.WebRtcTransport;
import dev.bargein.client.internal.transport.WebSocketTransport;
import dev.bargein.protocol.Redactor;
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
 * <p>Thread safety: {@link #open} is called once; the rest is thread-safe.
 */
final class SessionNetwork {
    private final BuilderValues spec;
    private final ConnectProgress progress;
    private final ScheduledExecutorService timer;
    private final Redactor secrets;
    private @Nullable HttpCalls http;
    private @Nullable RtcEngine ownEngine;
    private volatile @Nullable Transport transport;

    /** With the registry of what is secret, which learns of what is fetched. */
    SessionNetwork(BuilderValues spec, ConnectProgress progress, ScheduledExecutorService timer, Redactor secrets) {
        this.secrets = secrets;
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
        if (!secrets.redact(endpoints.base().toString()).equals(endpoints.base().toString())) {
            Endpoints.requireSafe(endpoints.base(), "the key in the address");
        }
        @Nullable RtcEngine engine = spec.transport == TransportKind.WEBRTC ? engine() : null;
        HttpCalls h = new HttpCalls(progress, secrets);
        http = h;
        Signalling signalling = new Signalling(h, endpoints, spec.sessionWithModel(endpoints.model()), secrets);
        Secret bearer = signalling.bearer(spec.credentials);
        Transport t = engine == null
                ? new WebSocketTransport(h, progress, endpoints, bearer, secrets)
                : new WebRtcTransport(
                        engine, signalling, progress, endpoints, spec.credentials, bearer, secrets, timer);
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
