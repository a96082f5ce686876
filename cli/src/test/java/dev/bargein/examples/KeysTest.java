package dev.bargein.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.RealtimeSession;
import dev.bargein.simulator.Simulator;
import org.junit.jupiter.api.Test;

class KeysTest {
    @Test
    void aKeyMintsTheSecretThatTheSessionUses() {
        try (Simulator service = Simulator.builder().start();
                RealtimeSession session = Keys.minted(service.httpUrl(), "sk-of-yours")) {
            assertThat(session.isOpen()).isTrue();
        }
    }
}
