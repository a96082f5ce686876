package dev.bargein.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.protocol.Dialect;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

    private static Endpoints parse(String url, String model) {
        return Endpoints.parse(url, model, Dialect.GA);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, '', http://127.0.0.1:8080/v1/realtime",
        "http://127.0.0.1:8080/, m, http://127.0.0.1:8080/v1/realtime?model=m",
        "https://api.openai.com/v1, m, https://api.openai.com/v1/realtime?model=m",
        "https://api.openai.com/v1/realtime/, '', https://api.openai.com/v1/realtime",
        "wss://api.openai.com/v1/realtime?model=a, '', https://api.openai.com/v1/realtime?model=a",
        "ws://127.0.0.1:1/v1/realtime?model=a&x=1, b, http://127.0.0.1:1/v1/realtime?x=1&model=b",
        "https://r.openai.azure.com/openai/v1, d, https://r.openai.azure.com/openai/v1/realtime?model=d",
        "https://h/v1/realtime/calls, '', https://h/v1/realtime",
    })
    void everySpellingOfAnAddressLeadsToTheSameService(String url, String model, String expected) {
        assertThat(parse(url, model).webSocket()).hasToString(expected);
    }

    @Test
    void webrtcHasItsOwnPathsInEachDialect() {
        Endpoints ga = parse("wss://h/v1/realtime?model=a&x=1", "");
        assertThat(ga.offer()).hasToString("https://h/v1/realtime/calls?x=1&model=a");
        assertThat(ga.offerWithSession()).hasToString("https://h/v1/realtime/calls?x=1");
        assertThat(ga.clientSecrets()).hasToString("https://h/v1/realtime/client_secrets?x=1");
        Endpoints beta = Endpoints.parse("https://h/v1", "a", Dialect.BETA);
        assertThat(beta.offer()).hasToString("https://h/v1/realtime?model=a");
        assertThat(beta.clientSecrets()).hasToString("https://h/v1/realtime/sessions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://h/", "not an address", "http://"})
    void whatIsNoAddressIsRefused(String url) {
        assertThatThrownBy(() -> parse(url, ""))
                .isInstanceOfSatisfying(
                        ConnectException.class, e -> assertThat(e.stage()).isEqualTo(ConnectStage.SETUP))
                .hasMessageContaining("https://api.openai.com/v1");
    }

    @Test
    void passwordsInAddressesAreRefusedAndNotRepeated() {
        assertThatThrownBy(() -> parse("https://me:marker@h/v1", ""))
                .isInstanceOf(ConnectException.class)
                .hasMessageNotContaining("marker");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/, true",
        "http://localhost/, true",
        "http://[::1]:9/, true",
        "http://127.9.9.9/, true",
        "http://127.0.0.1.nip.io/, false",
        "http://localhost.evil.com/, false",
        "http://10.0.0.1/, false",
        "http://[::2]/, false",
    })
    void onlyThisMachineMayGetAKeyWithoutEncryption(String url, boolean allowed) {
        assertThat(Endpoints.isLoopback(HttpUrl.get(url))).isEqualTo(allowed);
        if (!allowed) {
            assertThatThrownBy(() -> Endpoints.requireSafe(HttpUrl.get(url), "a key"))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("https");
        }
    }
}
