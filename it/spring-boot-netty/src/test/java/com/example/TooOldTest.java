package com.example;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorException;
import org.junit.jupiter.api.Test;

/** What a user of Spring Boot 3.5 sees who did nothing about its Netty. */
class TooOldTest {
    @Test
    void theSimulatorSaysWhichNettyItNeedsAndHowToGetIt() {
        SimulatorException e = assertThrows(
                SimulatorException.class, () -> Simulator.builder().start().close());

        String message = e.getMessage();
        assertTrue(message.contains("Netty 4.1."), message);
        assertTrue(message.contains("needs 4.2"), message);
        assertTrue(message.contains("netty.version"), message);
        assertTrue(message.contains("netty-bom"), message);
    }
}
