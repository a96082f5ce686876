package dev.bargein.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a client sends to the Realtime service (docs/protocol.md, section 1a).
 *
 * <p>One record per event, named after its wire type in the GA dialect; {@link #type()} is that wire type whatever the
 * dialect it came in. Fields that a record does not name survive in the {@link Message} that carries it.
 *
 * <p>Immutable.
 */
public sealed interface ClientEvent {

    /** The wire type in the GA dialect. */
    String type();

    /** The client's id of this event, which a resulting error repeats; null when it has none. */
    @Nullable
    String eventId();

    /**
     * Changes the session; the server rejects an invalid one whole.
     *
     * @param eventId the client's id of this event, or null
     * @param session what to change; absent parts stay as they are
     */
    record SessionUpdate(@Nullable String eventId, SessionConfig session) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "session.update";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Adds to the input buffer; WebSocket only.
     *
     * @param eventId the client's id of this event, or null
     * @param audio at most 15 MiB, in the input format of the session
     */
    record InputAudioBufferAppend(@Nullable String eventId, AudioBytes audio) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.append";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Makes the input buffer a user item; needs 100 ms of audio.
     *
     * @param eventId the client's id of this event, or null
     */
    record InputAudioBufferCommit(@Nullable String eventId) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.commit";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Empties the input buffer.
     *
     * @param eventId the client's id of this event, or null
     */
    record InputAudioBufferClear(@Nullable String eventId) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "input_audio_buffer.clear";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Adds an item.
     *
     * @param eventId the client's id of this event, or null
     * @param previousItemId absent appends, root puts it first
     * @param item the item; its id may be chosen by the client
     */
    record ConversationItemCreate(
            @Nullable String eventId, @Nullable String previousItemId, Item item) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.create";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Asks for an item with its audio.
     *
     * @param eventId the client's id of this event, or null
     * @param itemId the item
     */
    record ConversationItemRetrieve(@Nullable String eventId, String itemId) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.retrieve";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Cuts the audio of an assistant item, and removes its transcript from the model's memory.
     *
     * @param eventId the client's id of this event, or null
     * @param itemId the item
     * @param contentIndex index of the part in the item
     * @param audioEndMs what to keep, in whole milliseconds; never more than the server generated
     */
    record ConversationItemTruncate(@Nullable String eventId, String itemId, int contentIndex, long audioEndMs)
            implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.truncate";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Removes an item.
     *
     * @param eventId the client's id of this event, or null
     * @param itemId the item
     */
    record ConversationItemDelete(@Nullable String eventId, String itemId) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "conversation.item.delete";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Asks for a response; an error while one is active.
     *
     * @param eventId the client's id of this event, or null
     * @param response options in the shape of the dialect; empty for the session's own
     */
    record ResponseCreate(@Nullable String eventId, JsonObject response) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "response.create";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * Ends generation; does not empty anybody's buffer.
     *
     * @param eventId the client's id of this event, or null
     * @param responseId absent means the active response of the default conversation
     */
    record ResponseCancel(
            @Nullable String eventId, @Nullable String responseId) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "response.cancel";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /**
     * WebRTC: throws away audio that the server has not sent yet.
     *
     * @param eventId the client's id of this event, or null
     */
    record OutputAudioBufferClear(@Nullable String eventId) implements ClientEvent {
        /** The wire type. */
        public static final String TYPE = "output_audio_buffer.clear";

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
    record Unknown(@Nullable String eventId, String type, JsonObject json) implements ClientEvent {}
}
