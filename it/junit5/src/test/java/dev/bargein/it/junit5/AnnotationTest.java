package dev.bargein.it.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.junit.SimulatorUrl;
import dev.bargein.junit.WithSimulator;
import dev.bargein.simulator.Simulator;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the annotation gives where JUnit is 5. */
@WithSimulator
@Timeout(60)
class AnnotationTest {
    @Test
    void parametersAreInjected(Simulator simulator, @SimulatorUrl URI url, @SimulatorUrl String text) {
        assertThat(url).hasPort(simulator.port()).hasToString(text);
    }
}
