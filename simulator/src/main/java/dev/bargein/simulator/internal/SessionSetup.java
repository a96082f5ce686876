package dev.bargein.simulator.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.simulator.Brain;
import dev.bargein.simulator.SimulatorTransport;
import java.util.concurrent.Executor;

/**
 * What a session is born with.
 *
 * @param transport how the client reached it
 * @param dialect the names it speaks
 * @param model the model that the client asked for
 * @param brain what decides how it answers
 * @param speed generation as a multiple of real time where the script says nothing
 * @param seed fixes ids and signatures
 * @param epochSeconds the time of day at birth
 * @param bornNanos the monotonic clock at birth
 * @param voiceName the simulator's own voice, allowed in the settings
 * @param truncateOnClear whether a cleared output buffer truncates the conversation and says so
 * @param speech where the sound comes from
 * @param sessionThread runs a task where the session lives, and then whatever that made due
 */
public record SessionSetup(
        SimulatorTransport transport,
        Dialect dialect,
        String model,
        Brain brain,
        double speed,
        long seed,
        long epochSeconds,
        long bornNanos,
        String voiceName,
        boolean truncateOnClear,
        Speech.Source speech,
        Executor sessionThread) {}
