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
import org.jspecify.annotations.Nullable;

/**
 * Makes the transport of a session, and owns what it works with: HTTP, and an engine where the application gave none.
 *
 * <p>Not thread-safe: {@link #create} is called once, and {@link #close} after it.
 */
final class TransportFactory implements AutoCloseable {
    private final BuilderValues spec;
    private final ConnectProgress progress;
    private final ScheduledExecutorService timer;
    private final Redactor secrets;
    private volatile @Nullable HttpCalls http;
    private volatile @Nullable RtcEngine ownEngine;

    /** With the registry of what is secret, which learns of what is fetched. */
    TransportFactory(BuilderValues spec, ConnectProgress progress, ScheduledExecutorService timer, Redactor secrets) {
        this.secrets = secrets;
        this.spec = spec;
        this.progress = progress;
        this.timer = timer;
    }

    /**
     * Makes a transport that is not open yet, with the credentials for it, which may have to be fetched.
     *
     * @throws ConnectException when that fails
     */
    Transport create() {
        Endpoints endpoints = Endpoints.parse(spec.url, spec.effectiveModel(), spec.dialect);
        if (!secrets.redact(endpoints.base().toString()).equals(endpoints.base().toString())) {
            Endpoints.requireSafe(endpoints.base(), "the key in the address");
        }
        @Nullable RtcEngine engine = spec.transport == TransportKind.WEBRTC ? engine() : null;
        HttpCalls h = new HttpCalls(progress, secrets);
        http = h;
        Signalling signalling = new Signalling(h, endpoints, spec.sessionWithModel(endpoints.model()), secrets);
        Secret bearer = signalling.bearer(spec.credentials);
        return engine == null
                ? new WebSocketTransport(h, progress, endpoints, bearer, secrets)
                : new WebRtcTransport(
                        engine, signalling, progress, endpoints, spec.credentials, bearer, secrets, timer);
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

    /** Frees what transports worked with; after the transport was closed. */
    @Override
    public void close() {
        RtcEngine engine = ownEngine;
        if (engine != null) {
            engine.close();
        }
        HttpCalls h = http;
        if (h != null) {
            h.close();
        }
    }
}
