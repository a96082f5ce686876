package dev.bargein.simulator.script;

import dev.bargein.simulator.internal.script.ChatBrain;
import dev.bargein.simulator.internal.script.EchoBrain;
import java.net.URI;

/**
 * What decides how the simulator answers: a {@link Script}, an echo, a model somewhere else, or anything of your own.
 *
 * <pre>{@code
 * Brain parrot = (turn, reply) -> reply.answer(Answer.ofText("You said " + turn.userText()));
 * Simulator.builder().brain(parrot).start();
 * }</pre>
 *
 * <p>Thread-safe. {@link #think} is called on the thread of a session and must return at once; whoever has to
 * wait hands the reply to a thread of its own.
 */
@FunctionalInterface
public interface Brain extends AutoCloseable {

    /**
     * Begins to answer one turn. A reply that says nothing for two minutes fails the response, as does an exception.
     *
     * @param turn what the answer is about
     * @param reply where the answer goes, now or later
     */
    void think(Turn turn, Reply reply);

    /**
     * The brain of one session that begins now: this one, unless it has to remember something of each session. It is used on
     * the session's thread only and is not closed; the session's end is the end of it.
     */
    default Brain forSession() {
        return this;
    }

    /**
     * Whether the user's words matter. If so, a spoken turn whose transcription is under way waits for it, for three
     * seconds at most; what is not understood until then stays empty.
     */
    default boolean hears() {
        return true;
    }

    /**
     * What the user says before the n-th response of a session, counted from 0, where no recogniser listens to the sound;
     * empty when that is not known.
     */
    default String userWords(int number) {
        return "";
    }

    /** Frees what it holds; it can be used again. A simulator that is closed closes its brain. */
    @Override
    default void close() {}

    /** Says back what the user said: the sound itself when it was spoken, in the simulator's voice when it was typed. */
    static Brain echo() {
        return new EchoBrain();
    }

    /**
     * A model behind any chat-completions endpoint that speaks OpenAI's format, streamed: each sentence is spoken as soon as
     * it is there. It needs words, so spoken turns need a recogniser. Whatever goes wrong there fails the response with
     * {@code server_error}; an interruption abandons the request.
     *
     * @param base the address of the API, such as {@code https://api.openai.com/v1}; {@code /chat/completions} is added
     * @param model the model to ask for
     * @param key sent as a bearer token; empty for none
     * @throws IllegalArgumentException when the address is not of http or https, or the key would travel unprotected
     */
    static Brain chatCompletions(URI base, String model, String key) {
        return new ChatBrain(base, model, key);
    }
}
