package dev.bargein.simulator.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which names a server is asked for by: at the ports of 80 and 443 clients leave the port out. */
class GuardTest {
    @Test
    void atTheDefaultPortOfItsSchemeAServerIsAskedForWithoutAPort() {
        assertThat(Guard.allowsHost("127.0.0.1", 80, false)).isTrue();
        assertThat(Guard.allowsHost("localhost:80", 80, false)).isTrue();
        assertThat(Guard.allowsHost("LOCALHOST", 443, true)).isTrue();
        assertThat(Guard.allowsHost("[::1]", 443, true)).isTrue();
    }

    @Test
    void atAnyOtherPortThePortIsNamed() {
        assertThat(Guard.allowsHost("127.0.0.1", 8080, false)).isFalse();
        assertThat(Guard.allowsHost("localhost", 443, false)).isFalse();
        assertThat(Guard.allowsHost("localhost", 80, true)).isFalse();
        assertThat(Guard.allowsHost("localhost:8080", 80, false)).isFalse();
    }

    @Test
    void noOtherNameIsServedAtTheDefaultPortEither() {
        assertThat(Guard.allowsHost("evil.com", 80, false)).isFalse();
        assertThat(Guard.allowsHost("evil.com:80", 80, false)).isFalse();
        assertThat(Guard.allowsHost(null, 80, false)).isFalse();
        assertThat(Guard.allowsHost("", 80, false)).isFalse();
    }
}
