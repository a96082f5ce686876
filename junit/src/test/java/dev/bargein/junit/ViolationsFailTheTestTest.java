package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.bargein.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs tests whose clients do wrong, and looks at what becomes of them. */
@LeakCheck.PerClass("the simulators of the tests inside start event loops")
@Timeout(60)
class ViolationsFailTheTestTest {

    @Test
    void aCancelWithNothingActiveFailsItsTestAndSaysWhatToDo() {
        assertThat(failureOf("cancelsNothing"))
                .contains("The client broke a rule of the Realtime protocol:")
                .contains("1. response.cancel, ")
                .contains("sent:    {\"type\":\"response.cancel\"}")
                .contains("answer:  response_cancel_not_active: Cancellation failed: no active response found")
                .contains("rule:    Only a response between response.created and response.done can be cancelled.")
                .contains("do:      Cancel a response once")
                .contains("expectViolation(ProtocolRule.CANCEL_WHAT_IS_ACTIVE)")
                .contains(" > response.cancel\n")
                .contains(" < error  error.code=response_cancel_not_active");
    }

    @Test
    void everyViolationIsListed() {
        assertThat(failureOf("breaksTwoRules"))
                .contains("rules of the Realtime protocol, 2 times:")
                .contains("1. input_audio_buffer.commit")
                .contains("(COMMIT_AT_LEAST_100_MS)")
                .contains("2. output_audio_buffer.clear")
                .contains("(EVENT_OF_THE_TRANSPORT)");
    }

    @Test
    void whatWasSentJustBeforeTheClientLeftCountsToo() {
        assertThat(failureOf("cancelsAndLeaves")).contains("(CANCEL_WHAT_IS_ACTIVE)");
    }

    @Test
    void anExpectedViolationFailsNothing() {
        assertThat(run("meansIt")).isEmpty();
    }

    @Test
    void anAllowedViolationFailsNothingAndNeedNotHappen() {
        assertThat(run("allowsIt")).isEmpty();
        assertThat(run("allowsWhatDoesNotHappen")).isEmpty();
    }

    @Test
    void anotherViolationThanTheExpectedOneFailsTheTest() {
        assertThat(failureOf("expectsAnother"))
                .contains("(CANCEL_WHAT_IS_ACTIVE)")
                .contains("The client was expected to break this rule, and did not: A turn has at least 100 ms");
    }

    @Test
    void anExpectationHoldsForOneTest() {
        assertThat(run("meansIt")).isEmpty();
        assertThat(failureOf("cancelsNothing")).contains("(CANCEL_WHAT_IS_ACTIVE)");
    }

    private static String failureOf(String method) {
        List<String> failures = run(method);
        assertThat(failures).as("failures of " + method).hasSize(1);
        return failures.get(0);
    }

    private static List<String> run(String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(FaultyClients.class, method, SimulatorExtension.class))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .map(Throwable::getMessage)
                .toList();
    }
}
