package dev.bargein.cli.rooms;

import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Disabled;

/** The rules for test code. */
final class TestRules {
    private TestRules() {}

    static ArchRule noTestSleeps() {
        return noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.<JavaAccess<?>>describe(
                        "a thread sleeps",
                        access -> access.getTarget().getName().equals("sleep")
                                && (access.getTargetOwner().isEquivalentTo(Thread.class)
                                        || access.getTargetOwner().getName().equals("java.util.concurrent.TimeUnit"))))
                .because("a test that waits for time is slow or flaky: wait for the event, or use the virtual clock");
    }

    static ArchRule noTestIsSkipped() {
        return methods().should().notBeAnnotatedWith(Disabled.class).because("a skipped test proves nothing");
    }

    static ArchRule noTestClassIsSkipped() {
        return noClasses().should().beAnnotatedWith(Disabled.class).because("a skipped test proves nothing");
    }

    static ArchRule noTestSkipsItself() {
        return noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.<JavaAccess<?>>describe(
                        "an assumption skips the test",
                        access -> fullNameMatching("org\\.junit\\.jupiter\\.api\\.Assumptions\\..*")
                                .test(access.getTarget())))
                .because("a skipped test proves nothing");
    }
}
