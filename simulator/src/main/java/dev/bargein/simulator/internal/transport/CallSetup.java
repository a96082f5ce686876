package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.Sdp;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.limits.SendBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets up the WebRTC calls of a service, finds them by their id, hangs them up, and lets sidebands join them.
 *
 * <p>Thread-safe.
 */
public final class CallSetup {
    private static final long CALL_MS = 15_000;

    private final Vertx vertx;
    private final SessionFactory factory;
    private final SessionRegistry registry;
    private final Supplier<RtcEngine> engine;
    private final MediaPacer pacer;
    private final ExecutorService workers;
    private final SendBudget sendBudget;

    /**
     * @param engine loads the engine at the first call; may throw an {@link RtcException} or a {@link LinkageError}
     * @param pacer what sends the sound of all calls
     * @param workers where peers are made, which takes native calls that block
     */
    public CallSetup(
            Vertx vertx,
            SessionFactory factory,
            SessionRegistry registry,
            Supplier<RtcEngine> engine,
            MediaPacer pacer,
            ExecutorService workers,
            SendBudget sendBudget) {
        this.vertx = vertx;
        this.factory = factory;
        this.registry = registry;
        this.engine = engine;
        this.pacer = pacer;
        this.workers = workers;
        this.sendBudget = sendBudget;
    }

    /** There is no room for a call. */
    public static final class Crowded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crowded() {
            super(SessionFactory.CROWDED, null, false, false);
        }
    }

    /** What a caller gets. */
    public record Call(String callId, String answerSdp) {}

    /** Sets up a call; the future completes on the current context, and fails with {@link Crowded} when there is no room. */
    public Future<Call> open(String offerSdp, Dialect dialect, String model, JsonObject session) {
        boolean hasChannel = Sdp.hasDataChannel(offerSdp);
        RtcDriver driver;
        try {
            driver = factory.open(
                    SimulatorTransport.WEBRTC,
                    dialect,
                    model,
                    session,
                    parts -> new RtcDriver(parts, pacer, workers, hasChannel, sendBudget));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return driver == null ? Future.failedFuture(new Crowded()) : connect(driver, offerSdp);
    }

    private Future<Call> connect(RtcDriver driver, String offerSdp) {
        Promise<Call> promise = Promise.promise();
        Context context = driver.context;
        long timer = vertx.setTimer(
                CALL_MS, late -> promise.tryFail(new RtcException("The call was not set up within 15 seconds")));
        workers.execute(() -> {
            try {
                RtcPeer peer = engine.get().createPeer(RtcPeerConfig.loopback(), driver.listener());
                driver.adopt(peer);
                peer.acceptOffer(offerSdp)
                        .whenComplete((answer, error) -> context.runOnContext(nothing -> {
                            if (error == null) {
                                promise.tryComplete(new Call(driver.callId(), answer));
                            } else {
                                promise.tryFail(error);
                            }
                        }));
            } catch (RuntimeException | LinkageError e) {
                context.runOnContext(nothing -> promise.tryFail(e));
            }
        });
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.failed()) {
                driver.hangUp();
            }
        });
    }

    /** Ends a call at once; false when there is none of that id. */
    public boolean hangUp(String callId) {
        RtcDriver call = find(callId);
        if (call != null) {
            call.dropConnection();
        }
        return call != null;
    }

    /** Whether a call of that id goes on. */
    public boolean exists(String callId) {
        return find(callId) != null;
    }

    /**
     * Lets a WebSocket listen in on a call; called on the context of the socket. The future completes there too, with
     * false when there is no such call, or no room.
     */
    public Future<Boolean> attach(ServerWebSocket socket, String callId) {
        Context context = vertx.getOrCreateContext();
        Promise<Boolean> attached = Promise.promise();
        RtcDriver call = find(callId);
        if (call == null) {
            attached.complete(false);
        } else {
            call.attach(socket, context, room -> context.runOnContext(nothing -> attached.complete(room)));
        }
        return attached.future();
    }

    private @Nullable RtcDriver find(String callId) {
        for (SessionDriver driver : registry.going()) {
            if (driver instanceof RtcDriver call && call.callId().equals(callId) && !call.isOver()) {
                return call;
            }
        }
        return null;
    }
}
