package dev.bargein.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What this process holds at one instant: its threads, its sockets, and the tracked counts. Immutable. */
record Snapshot(Set<Thread> threads, Set<OpenSocket> sockets, Map<String, Integer> counts) {
    /**
     * Threads that outlive a test by design, by the start of their name, each with its reason. They belong to the JVM
     * or are shared by a whole library, end by themselves, and hold nothing of a test.
     */
    private static final Map<String, String> MAY_STAY = Map.ofEntries(
            Map.entry("Attach Listener", "the JVM's, started by a profiler or jstack"),
            Map.entry("Common-Cleaner", "the JVM's own cleaner"),
            Map.entry("Cleaner-", "java.lang.ref.Cleaner of a library, held statically"),
            Map.entry("CompletableFutureDelayScheduler", "the JVM's one timer behind orTimeout"),
            Map.entry("ForkJoinPool.commonPool-", "the JVM's shared pool"),
            Map.entry("ForkJoinPool-1-delayScheduler", "the same pool's timer since JDK 25"),
            Map.entry("process reaper", "the JVM's, waits for child processes and lingers for a minute"),
            Map.entry("Java Sound Event Dispatcher", "javax.sound's, one for the process"),
            Map.entry("Keep-Alive-Timer", "java.net.HttpURLConnection's, one for the process"),
            Map.entry("OkHttp TaskRunner", "OkHttp's shared pool while idle; at work it carries the name of its task"),
            Map.entry("Okio Watchdog", "Okio's shared timeout thread, ends after a minute without timeouts"),
            Map.entry("globalEventExecutor-", "Netty's, one for the process, ends after a second without work"),
            Map.entry("junit-", "JUnit's own"),
            Map.entry("surefire-", "the test runner's own"));

    static Snapshot take(Map<String, IntSupplier> tracked) {
        Map<String, Integer> counts = new HashMap<>();
        tracked.forEach((kind, open) -> counts.put(kind, open.getAsInt()));
        return new Snapshot(liveThreads(), OpenSocket.all(), Map.copyOf(counts));
    }

    /** What is here and was not there before, in words. */
    List<String> since(Snapshot before) {
        List<String> leaks = new ArrayList<>();
        for (Thread thread : threads) {
            if (!before.threads.contains(thread) && !mayStay(thread)) {
                leaks.add(describe(thread));
            }
        }
        for (OpenSocket socket : sockets) {
            if (!before.sockets.contains(socket)) {
                leaks.add("socket " + socket);
            }
        }
        counts.forEach((kind, count) -> {
            int earlier = before.counts.getOrDefault(kind, 0);
            if (count > earlier) {
                leaks.add(kind + ": " + count + " open, " + earlier + " before");
            }
        });
        return leaks;
    }

    /** This and the other together. */
    Snapshot plus(Snapshot other) {
        Set<Thread> bothThreads = identitySet();
        bothThreads.addAll(threads);
        bothThreads.addAll(other.threads);
        Set<OpenSocket> bothSockets = new HashSet<>(sockets);
        bothSockets.addAll(other.sockets);
        Map<String, Integer> bothCounts = new HashMap<>(counts);
        other.counts.forEach((kind, count) -> bothCounts.merge(kind, count, Math::max));
        return new Snapshot(bothThreads, bothSockets, bothCounts);
    }

    private static boolean mayStay(Thread thread) {
        return MAY_STAY.keySet().stream().anyMatch(thread.getName()::startsWith);
    }

    private static String describe(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        StringBuilder text = new StringBuilder(
                "thread \"" + thread.getName() + "\" " + thread.getState() + (thread.isDaemon() ? " (daemon)" : ""));
        for (int i = 0; i < Math.min(stack.length, 6); i++) {
            text.append("\n      at ").append(stack[i]);
        }
        return text.toString();
    }

    private static Set<Thread> liveThreads() {
        @Nullable ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root != null && root.getParent() != null) {
            root = root.getParent();
        }
        if (root == null) {
            return Set.of();
        }
        // enumerate() drops silently what does not fit.
        Thread[] found = new Thread[64];
        int count = root.enumerate(found);
        while (count == found.length) {
            found = new Thread[found.length * 2];
            count = root.enumerate(found);
        }
        Set<Thread> threads = identitySet();
        for (int i = 0; i < count; i++) {
            threads.add(found[i]);
        }
        return threads;
    }

    private static Set<Thread> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
