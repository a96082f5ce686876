package dev.bargein.testing;

import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Fails a test that leaves something behind: a thread, a socket, anything given to {@link #track}, or an exception that
 * no one caught on any thread.
 *
 * <p>It is registered for every test of every module (a service file and {@code junit-platform.properties} in this
 * test-jar). What a class opens in {@code @BeforeAll} belongs to the class and is checked after {@code @AfterAll}. What
 * is ending when a test ends gets {@value #PATIENCE_MS} ms to end. Only the guilty test fails: what was there when a
 * test began is not held against it.
 *
 * <p>Thread-safe, as tracked counts and uncaught exceptions come from any thread.
 */
public final class LeakCheck implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** How long a thread or socket may take to end after its test, in milliseconds. */
    public static final int PATIENCE_MS = 3_000;

    /** The configuration parameter of JUnit that replaces {@link #PATIENCE_MS}. */
    public static final String PATIENCE_PARAMETER = "bargein.leakcheck.patience-ms";

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

    private static final Map<String, IntSupplier> TRACKED = new ConcurrentHashMap<>();
    private static final Queue<String> UNCAUGHT = new ConcurrentLinkedQueue<>();

    /**
     * For a test class whose tests share something that opens threads or sockets while a test runs, such as a server
     * started in {@code @BeforeAll}: the check is made once, after the class, and not after each test.
     */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface PerClass {
        /** What the tests share and why. */
        String value();
    }

    /**
     * Adds a count that must not be higher after a test than before it, for what the JVM cannot see: native objects,
     * open microphones.
     *
     * <p>Call it from a static initialiser of the test class or of the class that owns the objects. A second call with
     * the same kind replaces the first.
     *
     * @param kind what is counted, as a failure should name it, for example {@code "native peers"}
     * @param open how many are open now; called from the thread that runs the tests
     */
    public static void track(String kind, IntSupplier open) {
        TRACKED.put(kind, open);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        installHandler();
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        installHandler();
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context, !isPerClass(context));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context, true);
    }

    private static boolean isPerClass(ExtensionContext context) {
        for (Class<?> c = context.getRequiredTestClass(); c != null; c = c.getEnclosingClass()) {
            if (c.isAnnotationPresent(PerClass.class)) {
                return true;
            }
        }
        return false;
    }

    private static void remember(ExtensionContext context) {
        store(context).put(Snapshot.class, Snapshot.take(TRACKED));
    }

    private static void check(ExtensionContext context, boolean resourcesToo) {
        List<String> leaks = new ArrayList<>();
        Snapshot before = store(context).get(Snapshot.class, Snapshot.class);
        if (resourcesToo && before != null) {
            leaks.addAll(leftBehind(before, patienceMs(context)));
            if (!leaks.isEmpty()) {
                excuse(context.getParent().orElse(null));
            }
        }
        for (String uncaught = UNCAUGHT.poll(); uncaught != null; uncaught = UNCAUGHT.poll()) {
            leaks.add(uncaught);
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " left behind:\n  " + String.join("\n  ", leaks));
        }
    }

    /** What was reported for a test is not reported again for its class. */
    private static void excuse(@Nullable ExtensionContext outer) {
        for (ExtensionContext c = outer; c != null; c = c.getParent().orElse(null)) {
            Snapshot before = store(c).get(Snapshot.class, Snapshot.class);
            if (before != null) {
                store(c).put(Snapshot.class, before.plus(Snapshot.take(TRACKED)));
            }
        }
    }

    /** Waits until nothing is left or patience ends. */
    private static List<String> leftBehind(Snapshot before, int patienceMs) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        while (true) {
            List<String> leaks = Snapshot.take(TRACKED).since(before);
            if (leaks.isEmpty() || System.nanoTime() - deadline >= 0) {
                return leaks;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static int patienceMs(ExtensionContext context) {
        return context.getConfigurationParameter(PATIENCE_PARAMETER)
                .map(Integer::parseInt)
                .orElse(PATIENCE_MS);
    }

    private static void installHandler() {
        UncaughtExceptionHandler current = Thread.getDefaultUncaughtExceptionHandler();
        if (!(current instanceof Handler)) {
            Thread.setDefaultUncaughtExceptionHandler(new Handler(current));
        }
    }

    /** Notes the exception for the check and passes it on to whoever was here before. */
    private record Handler(@Nullable UncaughtExceptionHandler next) implements UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            StringBuilder text = new StringBuilder("uncaught on thread \"" + thread.getName() + "\": " + thrown);
            StackTraceElement[] stack = thrown.getStackTrace();
            for (int i = 0; i < Math.min(stack.length, 8); i++) {
                text.append("\n      at ").append(stack[i]);
            }
            UNCAUGHT.add(text.toString());
            if (next != null) {
                next.uncaughtException(thread, thrown);
            }
        }
    }
}
