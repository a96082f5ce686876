package dev.bargein.junit;

import dev.bargein.simulator.ProtocolRule;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the simulated Realtime service for the tests of a class. They take what they need as parameters: a {@link
 * SimulatorExtension}, a {@link dev.bargein.simulator.Simulator}, or its address with {@link SimulatorUrl}.
 *
 * <pre>{@code
 * @WithSimulator
 * class MyAppTest {
 *     @Test
 *     void stopIsSilent(SimulatorExtension sim) { ... }
 * }
 * }</pre>
 *
 * <p>A nested class shares the simulator of the class around it, unless it has an annotation of its own: then it has a
 * simulator of its own, with these settings alone.
 *
 * <p>What needs more than these settings is registered with {@link SimulatorExtension#builder()}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithSimulatorExtension.class)
public @interface WithSimulator {
    /** What the service answers, as YAML ({@link dev.bargein.simulator.script.Script}); a story of 30 seconds unless set. */
    String script() default "";

    /** Rules that every test may break. */
    ProtocolRule[] allow() default {};

    /** How long an assertion waits, in milliseconds. */
    int patienceMs() default SimulatorExtension.DEFAULT_PATIENCE_MS;
}
