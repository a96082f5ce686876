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
 * The parameters of a new session.
 *
 * @param client what the client asked for when it connected
 * @param answers what decides how the session answers
 * @param speech how the session speaks and hears
 * @param host what the service lends the session
 * @param deviations how it differs from sessions of the real service
 */
public record SessionParameters(
        Client client, Answers answers, SpeechParts speech, Host host, SessionDeviations deviations) {

    /**
     * What the client asked for when it connected.
     *
     * @param transport how the client reached it
     * @param dialect the names it speaks
     * @param model the model that the client asked for
     */
    public record Client(SimulatorTransport transport, Dialect dialect, String model) {}

    /**
     * What decides how the session answers.
     *
     * @param brain what decides what it says
     * @param speed generation as a multiple of real time where the script says nothing
     * @param seed fixes ids and signatures
     * @param prompts what was read in other sessions
     */
    public record Answers(Brain brain, double speed, long seed, PromptCache prompts) {}

    /**
     * How the session speaks and hears.
     *
     * @param voiceName the simulator's own voice, allowed in the settings
     * @param source where the sound of answers comes from
     * @param hearing where the detector of the user's speech comes from
     */
    public record SpeechParts(String voiceName, Speech.Source source, SpeechInput hearing) {}

    /**
     * What the service lends the session.
     *
     * @param epochSeconds the time of day at birth
     * @param bornNanos the monotonic clock at birth
     * @param sessionThread runs a task where the session lives, and then whatever that made due
     * @param notes hears what the owner of the simulator should know
     */
    public record Host(long epochSeconds, long bornNanos, Executor sessionThread, Consumer<String> notes) {}

    /** The same with a brain of this session's own. */
    public SessionParameters withBrainOfItsOwn() {
        Answers own = new Answers(answers.brain().forSession(), answers.speed(), answers.seed(), answers.prompts());
        return new SessionParameters(client, own, speech, host, deviations);
    }
}
