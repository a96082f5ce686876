package dev.bargein.webrtc.internal;

import dev.bargein.rtc.RtcException;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One libwebrtc factory with its threads and a sound device that does not exist.
 *
 * <p>How sound moves here, which no documentation of webrtc-java says. The headless device has a "playout" and a "capture"
 * thread. The capture thread, every 10 ms, asks libwebrtc's mixer for sound; that is what makes track sinks fire. It then
 * hands the mix to the device's buffer as if it came from a microphone. Playout is started <em>before</em> the factory is
 * made, because a buffer that is active refuses to be attached to libwebrtc: so the mix goes nowhere, instead of being
 * sent back to everyone who speaks. libwebrtc starts the capture thread with the first sending track and stops it with
 * the last one, so {@link #keepPulling} restarts it for peers that only receive.
 *
 * <p>Thread-safe.
 */
public final class NativeRuntime {
    /** Each message that arrives leaks two small Java objects inside webrtc-java until its thread ends. */
    private static final long WORN_AFTER_MESSAGES = 100_000;

    private static final ThreadLocal<Boolean> IN_CALLBACK = new ThreadLocal<>();
    private static final Object LOAD_LOCK = new Object();
    private static @Nullable RtcException loadFailure;

    private final HeadlessAudioDeviceModule device;
    private final PeerConnectionFactory factory;
    private final Object mediaLock = new Object();
    private final AtomicLong messages = new AtomicLong();
    private int connections;
    private int peers;
    private boolean retired;
    private boolean closed;
    private @Nullable LoopbackRelay relay;

    private NativeRuntime() {
        device = new HeadlessAudioDeviceModule();
        device.initPlayout();
        device.startPlayout();
        factory = new PeerConnectionFactory(device);
        device.initRecording();
    }

    /**
     * Starts libwebrtc, loading it first when this is the first time.
     *
     * @throws RtcException when it cannot be loaded; the same one each time, as the JVM does not try twice
     */
    public static NativeRuntime start() {
        synchronized (LOAD_LOCK) {
            if (loadFailure != null) {
                throw new RtcException(String.valueOf(loadFailure.getMessage()), loadFailure);
            }
            try {
                return new NativeRuntime();
            } catch (LinkageError e) {
                RtcException failure = LoadFailure.explain(e);
                loadFailure = failure;
                throw failure;
            } catch (RuntimeException | Error e) {
                throw new RtcException("libwebrtc could not start its threads: " + e, e);
            }
        }
    }

    /** Whether to replace this by a new one at the next chance; see {@link #WORN_AFTER_MESSAGES}. */
    public boolean isWorn() {
        return messages.get() > WORN_AFTER_MESSAGES;
    }

    void countMessage() {
        messages.incrementAndGet();
    }

    RTCPeerConnection connect(RTCConfiguration configuration, PeerConnectionObserver observer) {
        synchronized (mediaLock) {
            if (closed) {
                throw new RtcException("The WebRTC engine is closed; make a new one");
            }
            RTCPeerConnection connection = factory.createPeerConnection(configuration, observer);
            connections++;
            peers++;
            return connection;
        }
    }

    /** The relay of the peers that stay on this machine; it starts with the first of them. */
    LoopbackRelay relay() {
        synchronized (mediaLock) {
            if (closed) {
                throw new RtcException("The WebRTC engine is closed; make a new one");
            }
            LoopbackRelay started = relay;
            if (started == null) {
                try {
                    started = new LoopbackRelay();
                } catch (IOException e) {
                    throw new RtcException("The relay for WebRTC on 127.0.0.1 cannot be started: " + e.getMessage(), e);
                }
                relay = started;
            }
            return started;
        }
    }

    AudioTrack createTrack(String label, AudioTrackSource source) {
        return factory.createAudioTrack(label, source);
    }

    /** Closes a connection and gives its reference back; the last sender may thereby stop the device's thread. */
    void disconnect(RTCPeerConnection connection) {
        synchronized (mediaLock) {
            long handle = NativeRefs.handle(connection);
            connection.close();
            NativeRefs.release(handle);
            connections--;
            if (connections > 0) {
                keepPulling();
            } else {
                device.stopRecording();
            }
        }
    }

    /** A peer has given back all that it had of this runtime. */
    void release() {
        synchronized (mediaLock) {
            peers--;
            if (retired && peers == 0) {
                close();
            }
        }
    }

    /**
     * Makes sure that sound is pulled while there is a connection. Under the same lock as {@link #disconnect}, because
     * the device must not be stopped and started at the same time; so never from one of libwebrtc's own threads.
     */
    void keepPulling() {
        synchronized (mediaLock) {
            if (!closed && connections > 0) {
                device.startRecording();
            }
        }
    }

    /** Frees everything as soon as the last peer is; not from one of libwebrtc's own threads. */
    public void retire() {
        synchronized (mediaLock) {
            retired = true;
            if (peers == 0) {
                close();
            }
        }
    }

    private void close() {
        synchronized (mediaLock) {
            if (closed) {
                return;
            }
            closed = true;
            device.stopRecording();
            device.stopPlayout();
            try {
                factory.dispose();
            } catch (Error e) {
                // It says that an object is still referenced; its threads are stopped all the same.
            }
            device.dispose();
            if (relay != null) {
                relay.close();
            }
        }
    }

    /** Whether the caller is inside a call from libwebrtc, which must not wait for libwebrtc. */
    public static boolean onNativeThread() {
        return Boolean.TRUE.equals(IN_CALLBACK.get());
    }

    /** Runs something that waits for libwebrtc, away from its threads. */
    public static void defer(Runnable task) {
        ForkJoinPool.commonPool().execute(task);
    }

    /**
     * Runs a call from libwebrtc. Nothing is ever thrown into native code, which would end the process; what a listener
     * throws goes to the default uncaught exception handler, if there is one.
     */
    static void callback(Runnable task) {
        IN_CALLBACK.set(true);
        try {
            task.run();
        } catch (Throwable e) {
            report(e);
        } finally {
            IN_CALLBACK.remove();
        }
    }

    static void report(Throwable thrown) {
        try {
            UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
            if (handler != null) {
                handler.uncaughtException(Thread.currentThread(), thrown);
            }
        } catch (Throwable e) {
            // A handler that throws has no one left to tell.
        }
    }
}
