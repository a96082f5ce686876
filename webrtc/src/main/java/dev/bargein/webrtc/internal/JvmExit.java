package dev.bargein.webrtc.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Closes engines that nobody closed when the JVM ends, and lets it end.
 *
 * <p>libwebrtc's threads attach themselves to the JVM as threads that are no daemons, so that an open engine would keep it
 * alive for ever. So once the program's main method has returned, the threads that are left are looked at: when they are
 * libwebrtc's alone, the engines are closed and the JVM ends.
 *
 * <p>webrtc-java 0.14.0 writes two lines to the standard output while the process ends ({@code VM attach current thread
 * failed}): a destructor wants to talk to a JVM that is gone. It cannot be kept from it, but nothing that the program wrote
 * is left unwritten by then: so the last thing that is done is to point the file descriptor at nothing. What other shutdown
 * hooks print later goes to a new descriptor of the same file.
 *
 * <p>Thread-safe.
 */
public final class JvmExit {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Engines whose listeners block must not keep the process from ending. */
    private static final long CLOSING_MS = 3_000;

    /** What the JVM calls the thread that waits for all others after main has returned. */
    private static final String WAITS_FOR_THE_END = "DestroyJavaVM";

    private static final Set<Runnable> OPEN = new LinkedHashSet<>();
    private static boolean hooked;
    private static @Nullable Thread watcher;

    private JvmExit() {}

    /** Runs a task when the JVM ends, unless it is {@linkplain #forget forgotten} before. */
    public static void closeAtExit(Runnable close) {
        synchronized (OPEN) {
            if (!hooked) {
                try {
                    Runtime.getRuntime().addShutdownHook(new Thread(JvmExit::shutDown, "bargein-webrtc-shutdown"));
                } catch (IllegalStateException e) {
                    // The JVM is ending already.
                    return;
                }
                hooked = true;
            }
            OPEN.add(close);
            if (watcher == null) {
                watcher = daemon(JvmExit::watch, "bargein-webrtc-exit");
            }
        }
    }

    /** The task has been done. */
    public static void forget(Runnable close) {
        synchronized (OPEN) {
            OPEN.remove(close);
        }
    }

    private static void shutDown() {
        closeAll();
        silence();
    }

    private static void closeAll() {
        List<Runnable> open;
        synchronized (OPEN) {
            open = List.copyOf(OPEN);
        }
        if (open.isEmpty()) {
            return;
        }
        Thread closing = daemon(() -> open.forEach(Runnable::run), "bargein-webrtc-closing");
        try {
            closing.join(CLOSING_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void silence() {
        System.out.flush();
        try {
            FileOutputStream same = new FileOutputStream("/dev/fd/1", true);
            if (System.out.getClass() == PrintStream.class) {
                String charset = System.getProperty("stdout.encoding");
                System.setOut(new PrintStream(
                        same, true, charset == null ? Charset.defaultCharset() : Charset.forName(charset)));
            }
            // The JDK puts the null device in the place of a standard descriptor that is closed.
            new FileOutputStream(FileDescriptor.out).close();
        } catch (IOException | RuntimeException e) {
            // No such thing on this system, or no file that can be opened again: then the two lines are seen.
        }
    }

    private static void watch() {
        int alone = 0;
        while (true) {
            LockSupport.parkNanos(POLL_NANOS);
            synchronized (OPEN) {
                if (OPEN.isEmpty()) {
                    watcher = null;
                    return;
                }
            }
            alone = isEndedButForLibWebRtc() ? alone + 1 : 0;
            if (alone == 2) {
                closeAll();
            }
        }
    }

    private static boolean isEndedButForLibWebRtc() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = all; parent != null; parent = parent.getParent()) {
            all = parent;
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 64];
        int count = all.enumerate(threads, true);
        boolean ended = false;
        for (int i = 0; i < count; i++) {
            ended |= threads[i].getName().equals(WAITS_FOR_THE_END);
        }
        if (!ended || count == threads.length) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            boolean matters = !thread.isDaemon() && !thread.getName().equals(WAITS_FOR_THE_END);
            if (matters && !isNative(thread)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a thread came from native code: it is there now, or was when it called us. */
    private static boolean isNative(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        String first = stack.length == 0 ? "" : stack[stack.length - 1].getClassName();
        return first.isEmpty()
                || first.startsWith(JvmExit.class.getPackageName() + ".")
                || first.startsWith("dev.onvoid.webrtc.");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
