package dev.bargein.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs small test classes that leak on purpose; each is cleaned up here, as this test is leak-checked too. */
class LeakCheckTest {
    @AfterEach
    void cleanUp() throws Exception {
        Leaky.cleanUp();
    }

    @Test
    void aThreadThatStaysFailsItsTestAndIsNamed() {
        assertFailure(Leaky.LeavesAThread.class, "thread \"the forgotten one\"");
    }

    @Test
    void aThreadThatEndsWithinThePatienceIsNoLeak() {
        Events tests = run(Leaky.LeavesAThreadThatEnds.class, 5_000);

        tests.assertStatistics(s -> s.succeeded(1).failed(0));
    }

    @Test
    void aListeningSocketFailsItsTestAndIsNamed() {
        assertFailure(Leaky.LeavesAListener.class, "LISTEN");
    }

    @Test
    void aUdpSocketFailsItsTestAndIsNamed() {
        assertFailure(Leaky.LeavesAUdpSocket.class, "socket udp");
    }

    @Test
    void aTrackedCountThatRoseFailsItsTestAndIsNamed() {
        assertFailure(Leaky.LeavesATrackedThing.class, "things: 2 open, 0 before");
    }

    @Test
    void anExceptionThatNoOneCaughtFailsItsTest() {
        assertFailure(
                Leaky.ThrowsOnAnotherThread.class,
                "uncaught on thread \"thrower\": java.lang.IllegalStateException: oops");
    }

    @Test
    void onlyTheGuiltyTestFails() {
        Events tests = run(Leaky.LeaksInOneOfTwoTests.class, 50);

        tests.assertStatistics(s -> s.succeeded(1).failed(1));
    }

    @Test
    void whatAClassOpensBelongsToTheClass() {
        Events all = execute(Leaky.OpensForTheClass.class, 50);

        all.assertStatistics(s -> s.failed(0));
    }

    @Test
    void whatAClassNeverClosesFailsTheClass() {
        Events all = execute(Leaky.ForgetsToCloseForTheClass.class, 50);

        assertThat(all.failed().list()).hasSize(1);
        all.failed().assertThatEvents().haveExactly(1, finishedWithFailure(message(m -> m.contains("LISTEN"))));
    }

    @Test
    void aSharedServerMayGrowDuringATestWhenTheClassSaysSo() {
        Events all = execute(Leaky.GrowsWithinTheClass.class, 50);

        all.assertStatistics(s -> s.failed(0));
    }

    @Test
    void theCheckIsOnForEveryTestWithoutAnAnnotation() {
        assertThat(Thread.getDefaultUncaughtExceptionHandler())
                .as("the handler that LeakCheck installs before a test")
                .hasToString("Handler[next=null]");
    }

    private static void assertFailure(Class<?> testClass, String words) {
        run(testClass, 50)
                .failed()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(m -> m.contains("left behind") && m.contains(words))));
    }

    private static Events run(Class<?> testClass, int patienceMs) {
        return kit(testClass, patienceMs).execute().testEvents();
    }

    private static Events execute(Class<?> testClass, int patienceMs) {
        return kit(testClass, patienceMs).execute().allEvents();
    }

    private static EngineTestKit.Builder kit(Class<?> testClass, int patienceMs) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter(LeakCheck.PATIENCE_PARAMETER, Integer.toString(patienceMs))
                .selectors(selectClass(testClass));
    }
}
