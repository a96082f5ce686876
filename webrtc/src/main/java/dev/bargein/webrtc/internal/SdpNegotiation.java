package dev.bargein.webrtc.internal;

import dev.bargein.rtc.InvalidSdpException;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.Sdp;
import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The one exchange of descriptions that a peer makes. Every future completes on the common pool, so that what the
 * application does next is free to wait and to close the peer.
 */
final class SdpNegotiation {
    /** Gathering asks no server, so this passes only when libwebrtc is stuck. */
    private static final long DEADLINE_MS = 10_000;

    /** Plenty for one voice; libwebrtc's own choice is 32 kb/s. */
    private static final int OPUS_BITRATE_BPS = 64_000;

    private final RTCPeerConnection connection;
    private final NativeGate gate;
    private final boolean loopbackOnly;
    private final Consumer<String> onRemoteDescription;
    private final AtomicBoolean started = new AtomicBoolean();
    private final CompletableFuture<Void> gathered = new CompletableFuture<>();
    private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();

    SdpNegotiation(
            RTCPeerConnection connection, NativeGate gate, boolean loopbackOnly, Consumer<String> onRemoteDescription) {
        this.connection = connection;
        this.gate = gate;
        this.loopbackOnly = loopbackOnly;
        this.onRemoteDescription = onRemoteDescription;
    }

    CompletableFuture<String> createOffer() {
        CompletableFuture<String> result = begin();
        attemptFirst(
                result,
                () -> connection.createOffer(new RTCOfferOptions(), created(result, offer -> setLocal(offer, result))));
        return result;
    }

    CompletableFuture<String> acceptOffer(String offerSdp) {
        CompletableFuture<String> result = begin();
        attemptFirst(
                result,
                () -> setRemote(
                        RTCSdpType.OFFER,
                        offerSdp,
                        result,
                        () -> connection.createAnswer(
                                new RTCAnswerOptions(), created(result, answer -> setLocal(answer, result)))));
        return result;
    }

    CompletableFuture<Void> acceptAnswer(String answerSdp) {
        CompletableFuture<Void> result = begin();
        attempt(result, () -> setRemote(RTCSdpType.ANSWER, answerSdp, result, () -> result.completeAsync(() -> null)));
        return result;
    }

    /** libwebrtc has found all its candidates. */
    void onGathered() {
        gathered.complete(null);
    }

    /** Fails everything that is under way; the gate is closed. */
    void close() {
        pending.forEach(result -> result.completeExceptionally(peerClosed()));
    }

    private <T> CompletableFuture<T> begin() {
        CompletableFuture<T> result = new CompletableFuture<>();
        pending.add(result);
        Executor later = CompletableFuture.delayedExecutor(DEADLINE_MS, TimeUnit.MILLISECONDS);
        CompletableFuture<Void> deadline = CompletableFuture.runAsync(
                () -> result.completeExceptionally(
                        new RtcException("libwebrtc did not answer within " + DEADLINE_MS + " ms; close this peer")),
                later);
        var unused = result.whenComplete((value, failure) -> {
            pending.remove(result);
            deadline.cancel(false);
        });
        return result;
    }

    private void attemptFirst(CompletableFuture<?> result, Runnable step) {
        if (started.compareAndSet(false, true)) {
            attempt(result, step);
        } else {
            fail(result, new RtcException("A peer makes or takes one offer in its life; make a new peer"));
        }
    }

    private void attempt(CompletableFuture<?> result, Runnable step) {
        try {
            if (!gate.run(step)) {
                fail(result, peerClosed());
            }
        } catch (RtcException e) {
            fail(result, e);
        } catch (RuntimeException | Error e) {
            fail(result, new RtcException("libwebrtc refused: " + e.getMessage(), e));
        }
    }

    private void setRemote(RTCSdpType type, String sdp, CompletableFuture<?> result, Runnable next) {
        Sdp.validate(sdp);
        String safe = loopbackOnly ? Sdp.toLoopback(sdp) : Sdp.withoutHostNames(sdp);
        String heard = type == RTCSdpType.OFFER ? Sdp.withoutVideo(safe) : safe;
        RTCSessionDescription description = new RTCSessionDescription(type, Sdp.withOpus(heard, OPUS_BITRATE_BPS));
        try {
            connection.setRemoteDescription(description, set(result, true, () -> {
                onRemoteDescription.accept(sdp);
                attempt(result, next);
            }));
        } catch (RuntimeException | Error e) {
            throw new InvalidSdpException("The SDP cannot be parsed: " + e.getMessage(), e);
        }
    }

    private void setLocal(RTCSessionDescription description, CompletableFuture<String> result) {
        attempt(
                result,
                () -> connection.setLocalDescription(description, set(result, false, () -> {
                    var unused = gathered.thenRun(() -> attempt(result, () -> handOut(result)));
                })));
    }

    private void handOut(CompletableFuture<String> result) {
        String sdp = connection.getLocalDescription().sdp;
        result.completeAsync(() -> loopbackOnly ? Sdp.toLoopback(Sdp.withRelaysAsHosts(sdp)) : sdp);
    }

    private static CreateSessionDescriptionObserver created(
            CompletableFuture<?> result, Consumer<RTCSessionDescription> next) {
        return new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                NativeRuntime.callback(() -> next.accept(description));
            }

            @Override
            public void onFailure(String error) {
                fail(result, new RtcException("libwebrtc could not make a description: " + error));
            }
        };
    }

    private static SetSessionDescriptionObserver set(CompletableFuture<?> result, boolean remote, Runnable next) {
        return new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                NativeRuntime.callback(next);
            }

            @Override
            public void onFailure(String error) {
                fail(
                        result,
                        remote
                                ? new InvalidSdpException("The SDP cannot be applied: " + error)
                                : new RtcException("libwebrtc could not apply its own description: " + error));
            }
        };
    }

    private static RtcException peerClosed() {
        return new RtcException("The peer is closed");
    }

    private static void fail(CompletableFuture<?> result, RtcException failure) {
        NativeRuntime.defer(() -> result.completeExceptionally(failure));
    }
}
