package dev.bargein.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What the Realtime service sends (docs/protocol.md, section 1b).
 *
 * <p>One record per event, named after its wire type in the GA dialect; {@link #type()} is that wire type whatever the
 * dialect it came in. Fields that a record does not name survive in the {@link Message} that carries it.
 *
 * <p>Immutable.
 */
public sealed interface ServerEvent {

    /** The wire type in the GA dialect. */
    String type();

    /** The server's id of this event; empty when it sent none. */
    String eventId();

    /**
     * A client event failed or the service did; the session lives on unless the transport closes (4d).
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param error what went wrong, and which client event caused it
     */
    @SuppressWarnings("JavaLangClash") // it is named after its wire type, as every event is
    record Error(String eventId, ErrorDetails error) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "error";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The session exists; the first event on a connection.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param session the whole session, in the shape of the dialect
     */
    record SessionCreated(String eventId, JsonObject session) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "session.created";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The session changed as asked.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param session the whole session, in the shape of the dialect
     */
    record SessionUpdated(String eventId, JsonObject session) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "session.updated";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A transcription session changed as asked; in the beta dialect only.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param session the whole session, in the shape of the dialect
     */
    record TranscriptionSessionUpdated(String eventId, JsonObject session) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "transcription_session.updated";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The conversation exists; sent by old and compatible servers only.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param conversation id and object
     */
    record ConversationCreated(String eventId, JsonObject conversation) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.created";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An item joined the conversation.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param previousItemId the item before it, null for the first
     * @param item the item, perhaps without content yet
     */
    record ConversationItemAdded(String eventId, @Nullable String previousItemId, Item item) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.added";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An item is complete.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param previousItemId may be null although the item is not first: order by the added event
     * @param item the finished item
     */
    record ConversationItemDone(String eventId, @Nullable String previousItemId, Item item) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An item joined the conversation, in the beta dialect.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param previousItemId the item before it, null for the first
     * @param item the item
     */
    record ConversationItemCreated(String eventId, @Nullable String previousItemId, Item item) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.created";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The answer to a retrieve.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param item the item with its audio
     */
    record ConversationItemRetrieved(String eventId, Item item) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.retrieved";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An item is gone.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param itemId the item
     */
    record ConversationItemDeleted(String eventId, String itemId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.deleted";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The audio of an item was cut, on request or by the server itself after a barge-in.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param itemId the item
     * @param contentIndex index of the part in the item
     * @param audioEndMs what is left of the audio, in milliseconds
     */
    record ConversationItemTruncated(String eventId, String itemId, int contentIndex, long audioEndMs)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.truncated";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * More of what the user said.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param itemId the item
     * @param contentIndex index of the part in the item
     * @param delta more text
     */
    record ConversationItemInputAudioTranscriptionDelta(String eventId, String itemId, int contentIndex, String delta)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.input_audio_transcription.delta";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * All that the user said in an item; may come during or after the answer to it.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param itemId the item
     * @param contentIndex index of the part in the item
     * @param transcript the text
     * @param usage what the transcription cost, of {@code type} tokens or duration; the GA dialect requires it. Null when
     *     absent
     */
    record ConversationItemInputAudioTranscriptionCompleted(
            String eventId,
            String itemId,
            int contentIndex,
            String transcript,
            @Nullable JsonObject usage) implements ServerEvent {
        /** A transcription whose cost is not told. */
        public ConversationItemInputAudioTranscriptionCompleted(
                String eventId, String itemId, int contentIndex, String transcript) {
            this(eventId, itemId, contentIndex, transcript, null);
        }

        /** The wire type. */
        public static final String TYPE = "conversation.item.input_audio_transcription.completed";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The transcription of an item failed.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param itemId the item
     * @param contentIndex index of the part in the item
     * @param error why
     */
    record ConversationItemInputAudioTranscriptionFailed(
            String eventId, String itemId, int contentIndex, ErrorDetails error) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.input_audio_transcription.failed";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The input buffer became a user item.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param previousItemId the item before it
     * @param itemId the item
     */
    record InputAudioBufferCommitted(
            String eventId, @Nullable String previousItemId, String itemId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.committed";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The input buffer is empty.
     *
     * @param eventId the server's id of this event; empty when it sent none
     */
    record InputAudioBufferCleared(String eventId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.cleared";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The server heard speech.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param audioStartMs offset from the start of the session, prefix padding included
     * @param itemId the item
     */
    record InputAudioBufferSpeechStarted(String eventId, long audioStartMs, String itemId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.speech_started";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * The server heard speech end.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param audioEndMs offset from the start of the session
     * @param itemId the item
     */
    record InputAudioBufferSpeechStopped(String eventId, long audioEndMs, String itemId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.speech_stopped";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Nobody spoke for the idle timeout.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param audioStartMs offset from the start of the session
     * @param audioEndMs offset from the start of the session
     * @param itemId the item
     */
    record InputAudioBufferTimeoutTriggered(String eventId, long audioStartMs, long audioEndMs, String itemId)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.timeout_triggered";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * WebRTC: the server began to send the audio of a response.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response; empty when the server names none
     */
    record OutputAudioBufferStarted(String eventId, String responseId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "output_audio_buffer.started";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * WebRTC: the server sent all audio of a response.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response; empty when the server names none
     */
    record OutputAudioBufferStopped(String eventId, String responseId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "output_audio_buffer.stopped";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * WebRTC: the server threw away audio it had not sent.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response; empty when the server names none
     */
    record OutputAudioBufferCleared(String eventId, String responseId) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "output_audio_buffer.cleared";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A response began.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param response in progress, without output
     */
    record ResponseCreated(String eventId, Response response) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.created";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A response ended, whatever its status: completed, cancelled, failed or incomplete.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param response final status and output
     */
    record ResponseDone(String eventId, Response response) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A response began an item.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param outputIndex index of the item in the response
     * @param item the item
     */
    record ResponseOutputItemAdded(String eventId, String responseId, int outputIndex, Item item)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_item.added";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * A response finished an item; sent for cut ones too.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param outputIndex index of the item in the response
     * @param item the item
     */
    record ResponseOutputItemDone(String eventId, String responseId, int outputIndex, Item item)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_item.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An item began a content part.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     * @param part type audio or text
     */
    record ResponseContentPartAdded(
            String eventId, String responseId, String itemId, int outputIndex, int contentIndex, ContentPart part)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.content_part.added";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An item finished a content part.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     * @param part the part with its text
     */
    record ResponseContentPartDone(
            String eventId, String responseId, String itemId, int outputIndex, int contentIndex, ContentPart part)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.content_part.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * More text of a text part.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     * @param delta more text
     */
    record ResponseOutputTextDelta(
            String eventId, String responseId, String itemId, int outputIndex, int contentIndex, String delta)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_text.delta";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * All text of a text part.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     * @param text the text
     */
    record ResponseOutputTextDone(
            String eventId, String responseId, String itemId, int outputIndex, int contentIndex, String text)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_text.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * More audio of an audio part; WebSocket only.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     * @param delta more audio, in the output format of the session
     */
    record ResponseOutputAudioDelta(
            String eventId, String responseId, String itemId, int outputIndex, int contentIndex, AudioBytes delta)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_audio.delta";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * All audio of a part was generated; playout may be far behind.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     */
    record ResponseOutputAudioDone(String eventId, String responseId, String itemId, int outputIndex, int contentIndex)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_audio.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * More text of an audio part; runs ahead of its sound.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     * @param delta more text
     */
    record ResponseOutputAudioTranscriptDelta(
            String eventId, String responseId, String itemId, int outputIndex, int contentIndex, String delta)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_audio_transcript.delta";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * All text of an audio part, as generated, not as heard.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param contentIndex index of the part in the item
     * @param transcript the text
     */
    record ResponseOutputAudioTranscriptDone(
            String eventId, String responseId, String itemId, int outputIndex, int contentIndex, String transcript)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.output_audio_transcript.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * More arguments of a function call.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param callId the call
     * @param delta more arguments
     */
    record ResponseFunctionCallArgumentsDelta(
            String eventId, String responseId, String itemId, int outputIndex, String callId, String delta)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.function_call_arguments.delta";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * All arguments of a function call.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param responseId the response
     * @param itemId the item
     * @param outputIndex index of the item in the response
     * @param callId the call
     * @param name the function, absent in the beta dialect
     * @param arguments the arguments, JSON in a string
     */
    record ResponseFunctionCallArgumentsDone(
            String eventId,
            String responseId,
            String itemId,
            int outputIndex,
            String callId,
            @Nullable String name,
            String arguments)
            implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "response.function_call_arguments.done";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * What is left of the rate limits.
     *
     * @param eventId the server's id of this event; empty when it sent none
     * @param rateLimits name, limit, remaining, reset_seconds of each
     */
    record RateLimitsUpdated(String eventId, JsonArray rateLimits) implements ServerEvent {
        /** The wire type. */
        public static final String TYPE = "rate_limits.updated";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * An event of a type that this version does not know, kept whole.
     *
     * @param eventId the id of this event
     * @param type the wire type as it came
     * @param json the whole event
     */
    record Unknown(String eventId, String type, JsonObject json) implements ServerEvent {}
}
