package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.Dialect;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.internal.speech.Speech;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.script.Brain;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The parameters of a new session: what the client asked for, and the parts of the service that it uses.
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
 * @param clearWithoutInterrupt whether speech clears the output buffer also when it may not interrupt
 * @param speech where the sound comes from
 * @param sessionThread runs a task where the session lives, and then whatever that made due
 * @param hearing where the detector of the user's speech comes from
 * @param prompts what was read in other sessions
 * @param notes hears what the owner of the simulator should know
 * @param options how it differs from sessions of the real service
 */
public record SessionParameters(
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
        boolean clearWithoutInterrupt,
        Speech.Source speech,
        Executor sessionThread,
        SpeechInput hearing,
        PromptCache prompts,
        Consumer<String> notes,
        SessionDeviations options) {

    /** The same with a brain of this session's own. */
    public SessionParameters withBrainOfItsOwn() {
        return new SessionParameters(
                transport,
                dialect,
                model,
                brain.forSession(),
                speed,
                seed,
                epochSeconds,
                bornNanos,
                voiceName,
                truncateOnClear,
                clearWithoutInterrupt,
                speech,
                sessionThread,
                hearing,
                prompts,
                notes,
                options);
    }
}
