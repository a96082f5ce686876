package dev.bargein.simulator.script;

/**
 * Where a {@link Brain} puts its answer to one turn: whole, or piece by piece while it still thinks. What is put here
 * after the end, or after the answer was abandoned, is ignored; so is a call when the client wanted none. An answer takes
 * at most 64 items and {@value Answer#MAX_TEXT_CHARACTERS} characters; one that grows beyond ends there, as incomplete.
 *
 * <p>Thread-safe.
 */
public interface Reply {

    /** Answers with all of this, and ends. */
    void answer(Answer answer);

    /** Says more: a sentence or so, spoken as soon as what came before it has been. Pieces in a row are one item. */
    void say(String text);

    /**
     * Calls a function, in an item of its own.
     *
     * @param name the function
     * @param arguments JSON in a string
     * @throws ScriptException when that cannot be the name of a function
     */
    void call(String name, String arguments);

    /** That was all. */
    default void end() {
        end(Answer.Ending.COMPLETED);
    }

    /** That was all, and why it may not be what it should have been. */
    void end(Answer.Ending how);

    /** Runs a task when nobody wants the answer any more because it was interrupted; at once when that is so already. */
    void onAbandoned(Runnable task);
}
