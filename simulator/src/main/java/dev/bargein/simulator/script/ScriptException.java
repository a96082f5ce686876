package dev.bargein.simulator.script;

/** A script that the simulator cannot follow; the message says where and what to do. Immutable. */
public class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal with a message for the author of the script. */
    public ScriptException(String message) {
        super(message);
    }

    /** A refusal with its cause. */
    public ScriptException(String message, Throwable cause) {
        super(message, cause);
    }
}
