package dev.bargein.simulator.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.simulator.Script;
import dev.bargein.simulator.SimulatorTransport;

/**
 * What a session is born with.
 *
 * @param transport how the client reached it
 * @param dialect the names it speaks
 * @param model the model that the client asked for
 * @param script what it answers
 * @param speed generation as a multiple of real time where the script says nothing
 * @param seed fixes ids and signatures
 * @param epochSeconds the time of day at birth
 * @param bornNanos the monotonic clock at birth
 * @param voiceName the simulator's own voice, allowed in the settings
 * @param truncateOnClear whether a cleared output buffer truncates the conversation and says so
 * @param speech where the sound comes from
 */
public record SessionSetup(
        SimulatorTransport transport,
        Dialect dialect,
        String model,
        Script script,
        double speed,
        long seed,
        long epochSeconds,
        long bornNanos,
        String voiceName,
        boolean truncateOnClear,
        Speech.Source speech) {}
