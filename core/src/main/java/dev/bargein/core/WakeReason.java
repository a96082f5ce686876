package dev.bargein.core;

/** Why a conversation wants to be woken: every wait has a name, a deadline, and a way on. */
public enum WakeReason {
    /** Nothing to wait for. */
    NONE,
    /** The server did not confirm the session: go on without. */
    SESSION_CONFIRMATION,
    /** The wait before another connection is over: connect. */
    RECONNECT,
    /** The service will end the session soon: leave it in a quiet moment. */
    SESSION_EXPIRES,
    /** {@code response.create} got no answer: another may be sent. */
    RESPONSE_CREATED,
    /** A cancelled response did not end: the next may be asked for. */
    CANCELLED_RESPONSE_DONE,
    /** The active response went silent without an end: it is taken for lost. */
    RESPONSE_STALLED,
    /** The server refused a response because another one runs: ask again. */
    RESPONSE_RETRY,
    /** The server did not say where it truncated: truncate at what was heard. */
    TRUNCATION_REFINED,
    /** The next response sounds behind the gate, but was not announced: open. */
    STARTED_ANNOUNCED,
    /** The last word travels slower than the commit: commit now. */
    LAST_WORD_ARRIVED,
    /** A press lasted too long: release it. */
    PRESS_LIMIT,
    /** The user speaks at the beginning of an answer, or as it comes back: it may be held from now on. */
    WARM_UP_OVER,
    /** The user speaks while the voice is held: decide whether that is an interruption. */
    SPEECH_DECIDED,
    /** The user fell silent while the voice is held, and does not speak again: go on. */
    USER_PAUSED,
    /** The voice was held for as long as it may be: go on, or interrupt. */
    PAUSE_LIMIT,
    /** Outputs of function calls waited for the others of their response: answer what is there. */
    TOOL_OUTPUTS_GATHERED,
    /** The answer to outputs of function calls waited for the user to be silent: ask for it. */
    TOOL_ANSWER_LIMIT,
    /** A muted answer did not end: let the user talk. */
    LOCK_OUT_LIMIT,
    /** The 200 ms after a muted answer are over. */
    LOCK_OUT_TAIL,
    /** A never-heard item can be deleted although its response did not end. */
    UNHEARD_DELETED
}
