package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.Secret;
import dev.bargein.client.TransportKind;
import dev.bargein.client.internal.transport.ConnectProgress;
import dev.bargein.client.internal.transport.Endpoints;
import dev.bargein.client.internal.transport.HttpCalls;
import dev.bargein.client.internal.transport.ServiceHeaders;
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
 * Makes the transports of a session, one after the other, and owns the engine where the application gave none.
 *
 * <p>Not thread-safe: {@link #create} is called by one thread at a time, and {@link #close} after it.
 */
final class TransportFactory implements AutoCloseable {
    private final BuilderValues spec;
    private final ScheduledExecutorService timer;
    private final Redactor secrets;
    private volatile @Nullable RtcEngine ownEngine;

    /** With the registry of what is secret, which learns of what is fetched. */
    TransportFactory(BuilderValues spec, ScheduledExecutorService timer, Redactor secrets) {
        this.secrets = secrets;
        this.spec = spec;
        this.timer = timer;
    }

    /**
     * Makes a transport that is not open yet, with the credentials for it, which may have to be fetched.
     *
     * @throws ConnectException when that fails
     */
    Transport create(ConnectProgress progress, HttpCalls h) {
        Endpoints endpoints = Endpoints.parse(spec.url, spec.effectiveModel(), spec.dialect);
        if (!secrets.redact(endpoints.base().toString()).equals(endpoints.base().toString())) {
            Endpoints.requireSafe(endpoints.base(), "the key in the address");
        }
        ServiceHeaders headers = new ServiceHeaders(spec.headers);
        headers.requireSafe(endpoints.base());
        @Nullable RtcEngine engine = spec.transport == TransportKind.WEBRTC ? engine() : null;
        Signalling signalling =
                new Signalling(h, endpoints, spec.sessionWithModel(endpoints.model()), headers, secrets);
        Secret bearer = signalling.bearer(spec.credentials);
        return engine == null
                ? new WebSocketTransport(h, progress, endpoints, bearer, headers, secrets)
                : new WebRtcTransport(
                        engine, signalling, progress, endpoints, spec.credentials, bearer, secrets, timer);
    }

    private RtcEngine engine() {
        if (spec.rtcEngine != null) {
            return spec.rtcEngine;
        }
        RtcEngine before = ownEngine;
        if (before != null) {
            return before;
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

    /** Frees what transports worked with; after they were closed. */
    @Override
    public void close() {
        RtcEngine engine = ownEngine;
        if (engine != null) {
            engine.close();
        }
    }
}
