package dev.bargein.simulator.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.JsonObject;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private long now = 1_790_000_000L;
    private final Secrets secrets = new Secrets(() -> now, new SplittableRandom(3), 4L << 20);
    private final RequestAuthentication credentials = new RequestAuthentication(secrets, "right");

    private boolean good(String authorization) {
        return credentials.check(authorization, null, List.of()).good();
    }

    @Test
    void aSecretIsGoodUntilItExpires() {
        Secrets.Secret secret = secrets.mint(10, JsonObject.EMPTY);
        assertThat(secret.expiresAtSeconds()).isEqualTo(now + 10);
        now += 9;
        assertThat(secrets.find(secret.value())).isEqualTo(secret);
        now += 1;
        assertThat(secrets.find(secret.value())).isNull();
    }

    @Test
    void moreSecretsThanThereIsRoomForAreRefusedAndThoseThatWereHandedOutStayGood() {
        String first = secrets.mint(10, JsonObject.EMPTY).value();
        for (int i = 1; i < 10_000; i++) {
            secrets.mint(7_200, JsonObject.EMPTY);
        }
        assertThatThrownBy(() -> secrets.mint(7_200, JsonObject.EMPTY))
                .isInstanceOf(Secrets.Full.class)
                .hasMessageContaining("10000 client secrets");
        assertThat(secrets.find(first)).isNotNull();
        now += 10;
        assertThat(secrets.mint(7_200, JsonObject.EMPTY).expiresAtSeconds()).isEqualTo(now + 7_200);
    }

    @Test
    void largeSessionsOfSecretsTakeNoMoreThanTheirBudget() {
        JsonObject session = JsonObject.EMPTY.with("instructions", "z".repeat(250_000));
        for (int i = 0; i < 16; i++) {
            assertThat(secrets.mint(60, session).session()).isEqualTo(session);
        }
        assertThatThrownBy(() -> secrets.mint(60, session))
                .isInstanceOf(Secrets.Full.class)
                .hasMessageContaining("4 MiB");
        now += 60;
        assertThat(secrets.mint(60, session).session()).isEqualTo(session);
    }

    @Test
    void aSecretDoesNotShowItself() {
        Secrets.Secret secret = secrets.mint(60, JsonObject.EMPTY);
        assertThat(secret.toString()).doesNotContain(secret.value());
    }

    @Test
    void theKeyMayComeInThreeWays() {
        assertThat(good("Bearer right")).isTrue();
        assertThat(good("bearer  right")).isTrue();
        assertThat(credentials.check(null, "right", List.of()).good()).isTrue();
        assertThat(credentials
                        .check(null, null, List.of("realtime", "openai-insecure-api-key.right"))
                        .good())
                .isTrue();
    }

    @Test
    void wrongAndAbsentKeysAreToldApart() {
        assertThat(credentials.check(null, null, List.of()).present()).isFalse();
        assertThat(credentials.check("Bearer ", null, List.of()).present()).isFalse();
        assertThat(credentials.check("Bearer wrong", null, List.of()).present()).isTrue();
        assertThat(good("Bearer wrong")).isFalse();
        assertThat(good("Basic right")).isFalse();
        assertThat(good("Bearer ek_never_minted")).isFalse();
    }

    @Test
    void withoutARequiredKeyAnyWillDo() {
        RequestAuthentication open = new RequestAuthentication(secrets, null);
        assertThat(open.check("Bearer whatever", null, List.of()).good()).isTrue();
        assertThat(open.check("Bearer ek_never_minted", null, List.of()).good()).isFalse();
    }
}
