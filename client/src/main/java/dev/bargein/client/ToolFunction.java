package dev.bargein.client;

/**
 * What a {@link Tool} does when the model calls it.
 *
 * @param <A> what the arguments are read into: a record, or {@link dev.bargein.protocol.JsonObject}
 */
@FunctionalInterface
public interface ToolFunction<A> {
    /**
     * Answers a call. Runs on a thread of the session's tools, several calls at once, and never delays sound; the thread is
     * interrupted when the answer is not wanted any more: at the deadline, and when the session ends.
     *
     * @return what the model is told, as JSON or as plain text
     * @throws Exception when it fails: the model is told the message of it, so that it can say so or try again
     */
    String call(A arguments) throws Exception;
}
