package dev.bargein.cli.rooms;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;

/** What code without clock, thread, input, output and randomness may use. */
final class Purity {
    /** Starts of the names of types that are, or lead to, the outside world. */
    private static final List<String> IMPURE = List.of(
            "java.io.Console",
            "java.io.File",
            "java.io.PrintStream",
            "java.io.RandomAccessFile",
            "java.lang.Process",
            "java.lang.Runtime",
            "java.lang.System$Logger",
            "java.lang.Thread",
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.security.SecureRandom",
            "java.time.Clock",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.concurrent.",
            "java.util.logging.",
            "java.util.random.",
            "javax.net.",
            "javax.sound.");

    /** Exceptions to the list above: values and arithmetic. */
    private static final Set<String> PURE = Set.of(
            "java.io.FileNotFoundException",
            "java.lang.RuntimeException",
            "java.net.URI",
            "java.net.URISyntaxException",
            "java.util.concurrent.TimeUnit");

    private static final Set<String> PURE_SYSTEM_CALLS = Set.of("arraycopy", "identityHashCode", "lineSeparator");

    private Purity() {}

    static boolean isPure(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        return PURE.contains(name) || IMPURE.stream().noneMatch(name::startsWith);
    }

    static boolean isPure(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String member = access.getTarget().getName();
        return switch (owner) {
            case "java.lang.System" -> PURE_SYSTEM_CALLS.contains(member);
            case "java.lang.Math", "java.lang.StrictMath" -> !member.equals("random");
            case "java.util.UUID" -> !member.equals("randomUUID");
            case "java.util.Collections" -> !member.equals("shuffle");
            default -> !(owner.startsWith("java.time.") && member.equals("now"));
        };
    }
}
