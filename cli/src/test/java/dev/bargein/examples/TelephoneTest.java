package dev.bargein.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TelephoneTest {
    @Test
    void theCallerHearsTheGreeting() throws InterruptedException {
        assertThat(Telephone.greet()).isTrue();
    }
}
