package dev.bargein.junit.internal;

import dev.bargein.simulator.Faults;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.script.Brain;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the extension was built with, and what a class, a nested class and a test said on top of that. What a test says
 * holds for that test; what {@code @BeforeAll} says holds for the tests of its class and of the classes nested in it.
 *
 * <p>Not thread-safe; its owner has a lock.
 */
public final class Scopes {
    private final Deque<Scope> scopes = new ArrayDeque<>();

    /** The settings of every test that says nothing else. */
    public Scopes(Brain brain, Faults faults, Set<ProtocolRule> allowed) {
        Scope base = new Scope(false);
        base.brain = brain;
        base.faults = faults;
        base.allowed.addAll(allowed);
        scopes.push(base);
    }

    /** A class begins; its {@code @BeforeAll} comes next. */
    public void enterClass() {
        leaveTest();
        scopes.push(new Scope(false));
    }

    /** The class that began last is over. */
    public void leaveClass() {
        leaveTest();
        if (scopes.size() > 1) {
            scopes.pop();
        }
    }

    /** A test begins, unless it has begun already with the making of its instance. */
    public void enterTest() {
        if (!scopes.element().ofTest) {
            scopes.push(new Scope(true));
        }
    }

    /** The test is over, if there is one. */
    public void leaveTest() {
        if (scopes.element().ofTest) {
            scopes.pop();
        }
    }

    /** Who answers from now on in the present scope. */
    public void brain(Brain brain) {
        scopes.element().brain = brain;
    }

    /** What is wrong with the service from now on in the present scope. */
    public void faults(Faults faults) {
        scopes.element().faults = faults;
    }

    /** Rules that must be broken in each test of the present scope. */
    public Set<ProtocolRule> expectedHere() {
        return scopes.element().expected;
    }

    /** Rules that may be broken in the present scope. */
    public Set<ProtocolRule> allowedHere() {
        return scopes.element().allowed;
    }

    /** Who answers. */
    public Brain brain() {
        return innermost(scope -> scope.brain);
    }

    /** What is wrong with the service. */
    public Faults faults() {
        return innermost(scope -> scope.faults);
    }

    /** All rules that must be broken. */
    public Set<ProtocolRule> expected() {
        Set<ProtocolRule> all = EnumSet.noneOf(ProtocolRule.class);
        scopes.forEach(scope -> all.addAll(scope.expected));
        return all;
    }

    /** All rules that may be broken. */
    public Set<ProtocolRule> allowed() {
        Set<ProtocolRule> all = EnumSet.noneOf(ProtocolRule.class);
        scopes.forEach(scope -> all.addAll(scope.allowed));
        return all;
    }

    private <T> T innermost(Function<Scope, @Nullable T> setting) {
        for (Scope scope : scopes) {
            T found = setting.apply(scope);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException("the outermost scope has every setting");
    }

    private static final class Scope {
        private final boolean ofTest;
        private final Set<ProtocolRule> expected = EnumSet.noneOf(ProtocolRule.class);
        private final Set<ProtocolRule> allowed = EnumSet.noneOf(ProtocolRule.class);
        private @Nullable Brain brain;
        private @Nullable Faults faults;

        private Scope(boolean ofTest) {
            this.ofTest = ofTest;
        }
    }
}
