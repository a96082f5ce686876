package dev.bargein.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.protocol.Redactor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFailureTest {

    private static Redactor secrets() {
        Redactor secrets = new Redactor();
        secrets.add("sk-x1");
        return secrets;
    }

    private static ConnectException of(int status, String body, @Nullable String location) {
        return HttpFailure.of(
                ConnectStage.SIGNALLING, "POST http://h/v1/realtime/calls", status, body, location, secrets());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"Bad offer\",\"code\":\"invalid_offer\"}} | Bad offer (invalid_offer)",
                "{\"error\":{\"message\":\"Bad offer\",\"code\":null}} | Bad offer",
                "{\"error\":{\"code\":\"oops\"}} | oops",
                "{\"error\":\"plain\"} | plain",
                "{\"message\":\"flat\"} | flat",
                "<html>gateway</html> | <html>gateway</html>",
                "{\"error\": {\"message\": | {\"error\": {\"message\":",
            })
    void theServersWordsAreFoundWhateverTheirShape(String body, String said) {
        assertThat(HttpFailure.serverMessage(body, secrets())).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "401, API key",
        "403, API key",
        "404, address",
        "429, quota",
        "500, try again",
        "302, Redirects",
        "418, address"
    })
    void everyStatusSaysWhatToDo(int status, String hint) {
        ConnectException e = of(status, "", null);
        assertThat(e).hasMessageContaining("HTTP " + status).hasMessageContaining(hint);
        assertThat(e.httpStatus()).isEqualTo(status);
        assertThat(e.stage())
                .isEqualTo(status == 401 || status == 403 ? ConnectStage.AUTHENTICATION : ConnectStage.SIGNALLING);
        assertThat(e.retryable()).isEqualTo(status == 429 || status == 500);
    }

    @Test
    void aSecretThatTheServerRepeatsIsTakenOut() {
        ConnectException e = of(401, "{\"error\":{\"message\":\"Incorrect API key provided: sk-x1\"}}", null);
        assertThat(e).hasMessageContaining("[secret]").hasMessageNotContaining("sk-x1");
        assertThat(e.serverMessage()).doesNotContain("sk-x1");
    }

    @Test
    void aSecretIsTakenOutBeforeTheTextIsCutAndNotInHalves() {
        for (int padding = 480; padding < 500; padding++) {
            String body = "{\"error\":{\"message\":\"" + "m ".repeat(padding / 2) + "long-key-0123456789-ABC\"}}";
            Redactor secrets = secrets();
            secrets.add("long-key-0123456789-ABC");
            assertThat(HttpFailure.serverMessage(body, secrets)).doesNotContain("long");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://other.test/v1/realtime?api-key=MARK&x=1, https://other.test/v1/realtime",
        "https://ann:MARK@other.test/v1/realtime#MARK, https://other.test/v1/realtime",
        "/v1/realtime/?token=MARK, /v1/realtime/",
        "ws://other.test/a?api-key=MARK, ws://other.test/a",
    })
    void whereARedirectGoesIsToldWithoutWhatCameWithTheRequest(String location, String told) {
        assertThat(of(307, "", location))
                .hasMessageContaining("connect to " + told)
                .hasMessageNotContaining("MARK");
    }

    @Test
    void foreignTextIsShortAndOnOneLine() {
        String body = "a\r\nb\u001b[31m" + "x".repeat(100_000);
        assertThat(HttpFailure.serverMessage(body, secrets()))
                .startsWith("a  b [31mxxx")
                .hasSizeLessThan(600)
                .doesNotContain("\n");
    }
}
