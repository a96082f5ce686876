package dev.bargein.simulator;

/**
 * What decides how the simulator answers: a {@link Script}, an echo, a model somewhere else, or anything of your own.
 *
 * <pre>{@code
 * Brain parrot = (turn, reply) -> reply.answer(Answer.ofText("You said " + turn.userText()));
 * Simulator.builder().brain(parrot).start();
 * }</pre>
 *
 * <p>Thread law: thread-safe. {@link #think} is called on the thread of a session and must return at once; whoever has to
 * wait hands the reply to a thread of its own.
 */
@FunctionalInterface
public interface Brain {

    /**
     * Begins to answer one turn. A reply that says nothing for two minutes fails the response, as does an exception.
     *
     * @param turn what the answer is about
     * @param reply where the answer goes, now or later
     */
    void think(Turn turn, Reply reply);

    /**
     * Whether the user's words matter. If so, a spoken turn whose transcription is under way waits for it, for three
     * seconds at most; what is not understood until then stays empty.
     */
    default boolean hears() {
        return true;
    }
}
