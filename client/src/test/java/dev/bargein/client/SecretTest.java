package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void aSecretShowsItselfToItsUseOnly() {
        Secret secret = Secret.of(" sk-marker\n");
        assertThat(secret.<String>use(value -> value + "!")).isEqualTo("sk-marker!");
        assertThat(secret.toString()).doesNotContain("marker");
        assertThat(Credentials.of(secret).toString()).doesNotContain("marker");
        assertThat(Credentials.minting(secret).toString()).doesNotContain("marker");
    }

    @Test
    void secretsAreEqualByValue() {
        assertThat(Secret.of("sk-a")).isEqualTo(Secret.of("sk-a")).isNotEqualTo(Secret.of("sk-b"));
        assertThat(Secret.of("sk-a")).hasSameHashCodeAs(Secret.of("sk-a"));
    }

    @Test
    void whatNoHeaderCanCarryIsRefusedWithoutBeingRepeated() {
        assertThatThrownBy(() -> Secret.of("sk-mark\ner"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("position 7")
                .hasMessageNotContaining("mark");
        assertThatThrownBy(() -> Secret.of("  ")).hasMessageContaining("empty");
    }

    @Test
    void aVariableThatIsNotSetIsNamed() {
        assertThatThrownBy(() -> Credentials.fromEnv("BARGEIN_NO_SUCH_KEY"))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("BARGEIN_NO_SUCH_KEY");
    }
}
