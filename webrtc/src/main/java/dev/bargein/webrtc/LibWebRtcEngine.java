package dev.bargein.webrtc;

import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.webrtc.internal.JvmExit;
import dev.bargein.webrtc.internal.LibWebRtcPeer;
import dev.bargein.webrtc.internal.NativeRuntime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * libwebrtc on the JVM. All peers of an engine share its threads; no sound device is ever opened.
 *
 * <p>With {@link RtcPeerConfig#loopbackOnly()} a peer names no address but 127.0.0.1, its UDP port is bound to that
 * address alone, and it sends to addresses of this machine only. It is reached from 127.0.0.1 and from the addresses of
 * this machine's network cards. Otherwise libwebrtc binds to all addresses.
 *
 * <p>An engine does not keep the JVM alive: when it ends, engines that are still open are closed. webrtc-java 0.14.0 writes
 * two lines to the standard output of an ending process; so on Linux and macOS the last shutdown step closes it. A program
 * that ends with {@link Runtime#halt} does that itself.
 *
 * <p>The native library comes in a jar of its own per platform; on Linux it needs libpulse0, libx11-6, libxfixes3,
 * libxrandr2, libxcomposite1 and libdbus-1-3, although it uses neither sound nor screen here.
 *
 * <p>Thread-safe. Native code is loaded by the first {@link #createPeer}. {@link #close()} and {@link
 * RtcPeer#close()} may be called from any thread; from within a listener they take effect right after it returns.
 */
public final class LibWebRtcEngine implements RtcEngine {
    private final Set<LibWebRtcPeer> peers = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private final Runnable closeAtExit = this::close;
    private @Nullable NativeRuntime runtime;
    private boolean closed;

    /** Makes an engine; loads nothing yet. */
    public LibWebRtcEngine() {}

    @Override
    public String name() {
        return "libwebrtc";
    }

    @Override
    public RtcPeer createPeer(RtcPeerConfig config, RtcPeerListener listener) {
        synchronized (lock) {
            if (closed) {
                throw new RtcException("The WebRTC engine is closed; make a new one");
            }
            NativeRuntime current = runtime;
            if (current != null && current.isWorn()) {
                // Its peers stay on it; it ends with the last of them.
                current.retire();
                current = null;
            }
            if (current == null) {
                current = NativeRuntime.start();
                runtime = current;
                JvmExit.closeAtExit(closeAtExit);
            }
            LibWebRtcPeer peer = new LibWebRtcPeer(current, config, listener, peers::remove);
            peers.add(peer);
            return peer;
        }
    }

    /** How many peers are not yet completely closed; 0 after {@link #close()}. */
    public int openPeers() {
        return peers.size();
    }

    @Override
    public void close() {
        if (NativeRuntime.onNativeThread()) {
            NativeRuntime.defer(this::close);
            return;
        }
        NativeRuntime current;
        synchronized (lock) {
            closed = true;
            current = runtime;
            runtime = null;
        }
        // Not under the lock: closing waits for listeners that are being called, and they may call the engine.
        List.copyOf(peers).forEach(LibWebRtcPeer::close);
        if (current != null) {
            current.retire();
        }
        JvmExit.forget(closeAtExit);
    }
}
