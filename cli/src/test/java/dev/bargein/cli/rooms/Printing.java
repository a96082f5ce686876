package dev.bargein.cli.rooms;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Set;

/** Accesses that only a program may make. */
final class Printing {
    private Printing() {}

    static boolean prints(JavaAccess<?> access) {
        String member = access.getTarget().getName();
        return (is(access, System.class) && Set.of("out", "err", "console").contains(member))
                || (access.getTargetOwner().isAssignableTo(Throwable.class)
                        && access.getTarget().getFullName().endsWith("printStackTrace()"));
    }

    static boolean exits(JavaAccess<?> access) {
        String member = access.getTarget().getName();
        return (is(access, System.class) && member.equals("exit"))
                || (is(access, Runtime.class) && Set.of("exit", "halt").contains(member));
    }

    private static boolean is(JavaAccess<?> access, Class<?> owner) {
        return access.getTargetOwner().isEquivalentTo(owner);
    }
}
