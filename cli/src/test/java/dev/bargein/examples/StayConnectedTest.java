package dev.bargein.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StayConnectedTest {
    @Test
    void whatWasAskedWhileTheServiceWasAwayIsAnswered() throws InterruptedException {
        assertThat(StayConnected.talk()).isEqualTo("Here I am.");
    }
}
