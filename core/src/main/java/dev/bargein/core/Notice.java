package dev.bargein.core;

import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Response;
import java.util.List;

/**
 * What an application is told.
 *
 * <p>Immutable.
 */
public sealed interface Notice {

    /** The session is as it was asked for, or as good as it gets. */
    record Ready() implements Notice {}

    /** The server did not take the session as it was asked for, and what it runs instead is its own. */
    record SessionRefused(ErrorDetails error) implements Notice {}

    /**
     * The session is not as it was asked for: the paths of members of the session that the server has other values of, such
     * as {@code audio.input.turn_detection}. Told once for the same paths.
     */
    record SessionDiffers(List<String> members) implements Notice {
        /** Copies the list. */
        public SessionDiffers {
            members = List.copyOf(members);
        }
    }

    /** A response began. */
    record ResponseStarted(String responseId) implements Notice {}

    /** The first sound of a response reached the player. */
    record VoiceStarted(String responseId) implements Notice {}

    /**
     * More text of what the assistant says; runs ahead of the sound.
     *
     * @param phase {@code commentary} of what a model that reasons says on its way, {@code final_answer} of its answer, or
     *     another word of the server's; empty when it gives none
     */
    record AssistantText(String responseId, String itemId, String delta, String phase) implements Notice {}

    /** What the user said in an item. */
    record UserText(String itemId, String transcript) implements Notice {}

    /** More of what the user says in an item was understood. */
    record UserTextDelta(String itemId, String delta) implements Notice {}

    /** What the user said in an item could not be written down; the model heard it all the same. */
    record UserTextFailed(String itemId, ErrorDetails error) implements Notice {}

    /**
     * A response ended without all of its answer, and the user may wait for it in vain; {@link ResponseEnded} follows.
     *
     * @param status {@code failed} or {@code incomplete}
     * @param details what the service says of it, each part of which may be missing
     */
    record ResponseFailed(String responseId, String status, Response.StatusDetails details) implements Notice {
        /** What can be done about it, for people. */
        public String advice() {
            return FailureAdvice.of(status, details);
        }
    }

    /** The server finished a response, whatever its status; its sound may go on. */
    record ResponseEnded(String responseId, String status) implements Notice {}

    /** All sound of a response was played out. */
    record VoiceEnded(String responseId) implements Notice {}

    /** The assistant was interrupted; what was heard of each item that was cut. */
    record Interrupted(List<Heard> heard) implements Notice {
        /** Copies the list. */
        public Interrupted {
            heard = List.copyOf(heard);
        }
    }

    /**
     * What was heard at an interruption is known better now, since the server has said how far it came; in place of what
     * was told of these items before.
     */
    record HeardRefined(List<Heard> heard) implements Notice {
        /** Copies the list. */
        public HeardRefined {
            heard = List.copyOf(heard);
        }
    }

    /**
     * The model calls a function; hand its output in with {@link Input.ToolOutput}, or the model waits for it in vain.
     *
     * @param arguments as the model wrote them: JSON as a rule, but nobody has looked at them yet
     */
    record ToolCalled(String responseId, String callId, String name, String arguments) implements Notice {}

    /** The output of a call was sent. */
    record ToolAnswered(String callId) implements Notice {}

    /** Nobody waits for the output of a call any more. */
    record ToolCallDropped(String callId, String reason) implements Notice {}

    /** The microphone is live: speak now. */
    record Listening() implements Notice {}

    /** The open microphone was shut. */
    record Muted() implements Notice {}

    /** The user began to speak at the open microphone, or has stopped, by the word of the detector here. */
    record UserSpeaking(boolean speaking) implements Notice {}

    /** The voice is held, as the user may be interrupting; {@link VoiceResumed} or {@link Interrupted} follows soon. */
    record VoicePaused(String responseId) implements Notice {}

    /** That was no interruption: the voice goes on at the very sample. */
    record VoiceResumed(String responseId) implements Notice {}

    /** The user's turn was handed to the server. */
    record TurnCommitted(MediaTime length) implements Notice {}

    /** The user's turn was thrown away. */
    record TurnDropped(String reason) implements Notice {}

    /** The beginning of what the user said was dropped, as the session was not ready for too long. */
    record SpeechLost(MediaTime length) implements Notice {}

    /**
     * What the application asked for was not sent, and will not be.
     *
     * @param what the text that was to be said, or the type of the event
     * @param reason for people
     */
    record NotSent(String what, String reason) implements Notice {}

    /** Whether the user is locked out: only strategies that are known to be wrong do so. */
    record LockedOut(boolean locked) implements Notice {}

    /** The server reported an error; the session lives on. */
    record ServiceError(ErrorDetails error) implements Notice {}

    /** A wait ended by its deadline. */
    record TimedOut(WakeReason reason, String detail) implements Notice {}

    /**
     * The connection was lost, and is made again; {@link Ready} or {@link Closed} follows.
     *
     * @param attempt counted from 1 after each loss
     * @param afterMs how long that waits
     * @param reason for people
     */
    record Reconnecting(int attempt, long afterMs, String reason) implements Notice {}

    /** The conversation is over. */
    record Closed(String reason) implements Notice {}
}
