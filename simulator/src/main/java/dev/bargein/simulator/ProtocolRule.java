package dev.bargein.simulator;

/**
 * What the Realtime protocol demands of a client, as far as the service refuses the contrary (docs/protocol.md,
 * section 4d).
 */
public enum ProtocolRule {
    /** {@code conversation_already_has_active_response}. */
    ONE_RESPONSE_AT_A_TIME(
            "A conversation has at most one active response.",
            "Hold response.create back until response.done of the response before it has come, also after a cancel."),
    /** {@code response_cancel_not_active}. */
    CANCEL_WHAT_IS_ACTIVE(
            "Only a response between response.created and response.done can be cancelled.",
            "Cancel a response once, and not after its response.done: what still sounds then is in a buffer, so flush"
                    + " your player and truncate (WebSocket), or send output_audio_buffer.clear (WebRTC)."),
    /** {@code invalid_value} for an {@code audio_end_ms} beyond the audio. */
    TRUNCATE_WITHIN_THE_AUDIO(
            "A truncate lies within the audio that the service sent for the item.",
            "Send as audio_end_ms the milliseconds of this very item that left the loudspeaker: a whole number, counted"
                    + " in samples and not by the clock, never more than was received."),
    /** {@code unsupported_content_type}. */
    TRUNCATE_AUDIO_OF_THE_ASSISTANT(
            "Only audio of the assistant can be truncated, and only once some of it exists.",
            "Truncate content part 0 of an item of the assistant after its first audio; before that, delete the item"
                    + " or leave it alone."),
    /** {@code item_..._invalid_item_id}. */
    ITEM_OF_THE_CONVERSATION(
            "An event about an item names one that is in the conversation.",
            "Take the id from conversation.item.added, and forget it with conversation.item.deleted."),
    /** {@code input_audio_buffer_commit_empty}. */
    COMMIT_AT_LEAST_100_MS(
            "A turn has at least 100 ms of audio.",
            "Drop shorter turns with input_audio_buffer.clear; do not commit what turn detection commits by itself."),
    /** An event that exists, but not on this transport. */
    EVENT_OF_THE_TRANSPORT(
            "Audio and its buffers have other events on WebSocket than on WebRTC.",
            "On WebSocket append audio and flush your own player; on WebRTC send audio on the media track, and"
                    + " output_audio_buffer.clear to silence the service."),
    /** {@code missing_required_parameter} for {@code session.type}. */
    SESSION_TYPE(
            "A session.update says which type of session it updates.",
            "Put \"type\":\"realtime\" into its session; without it the event is of the beta dialect."),
    /** {@code cannot_update_voice}. */
    VOICE_BEFORE_AUDIO(
            "The voice of a session is fixed once the assistant has spoken.",
            "Choose the voice in the first session.update, or in the request for the client secret or the call."),
    /** {@code invalid_value} for {@code type}. */
    KNOWN_EVENT("The type of an event is one that the service takes.", "Correct the type; the answer lists them all."),
    /** {@code unknown_parameter}. */
    KNOWN_FIELDS(
            "An event has only fields that the service knows.",
            "Remove or rename the field; fields of the beta dialect have other names and other places now."),
    /** {@code missing_required_parameter}. */
    REQUIRED_FIELDS("An event has all fields that it needs.", "Add the field that the answer names."),
    /** {@code invalid_value}, {@code invalid_type} and the like. */
    ALLOWED_VALUES("A field has a value of its type and range.", "Correct the value that the answer names."),
    /** {@code invalid_json}, {@code invalid_event}. */
    ONE_JSON_OBJECT_A_MESSAGE(
            "A message is one JSON object, sent as text.", "Send each event as one text message, and no binary ones."),
    /** Whatever else is answered with an error. */
    OTHER("The service refuses the event.", "See the code and message of the answer.");

    private final String sentence;
    private final String remedy;

    ProtocolRule(String sentence, String remedy) {
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** The rule in a sentence. */
    public String sentence() {
        return sentence;
    }

    /** What a client has to do to keep it. */
    public String remedy() {
        return remedy;
    }
}
