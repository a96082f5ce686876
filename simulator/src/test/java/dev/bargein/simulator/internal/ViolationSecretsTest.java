package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ErrorDetails;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.internal.rules.Violations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down of a client's mistake is printed by failed tests, where many can read it (issue 7). */
class ViolationSecretsTest {
    private static ClientViolation of(String text, String message) {
        return Violations.of(text, new ErrorDetails("invalid_request_error", "invalid_value", message, "x", null), 0);
    }

    @Test
    void aMistakeInTheConfigurationOfAToolDoesNotShowItsCredentials() {
        ClientViolation violation = of(
                "{\"type\":\"session.update\",\"session\":{\"tools\":[{\"type\":\"mcp\",\"server_url\":"
                        + "\"https://u:MARK1@h.test/MARK2?k=MARK3\",\"authorization\":\"MARK4-0123\","
                        + "\"headers\":{\"X-Else\":\"MARK5\"}}]}}",
                "Invalid value: 'MARK4-0123'.");

        assertThat(violation.toString()).doesNotContain("MARK").contains("session.update", "h.test");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 110, 115, 118})
    void aKeyInAMessageThatIsNoEventIsNotShownInPartEither(int padding) {
        ClientViolation violation = of(" ".repeat(padding) + "Bearer MARK0123456789 {", "no JSON");

        assertThat(violation.toString()).doesNotContain("MARK");
    }
}
