package dev.bargein.protocol.internal;

import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.ServerEvent.*;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shape of every server event that has a record (docs/protocol.md, section 1b). Required are only the fields
 * without which an event says nothing; ids and indexes that a server leaves out read as empty and 0.
 */
final class ServerShapes {
    private static final Map<String, Shape<? extends ServerEvent>> BY_TYPE = new HashMap<>();
    private static final Map<Class<?>, Shape<? extends ServerEvent>> BY_KIND = new HashMap<>();

    static {
        sessions();
        items();
        buffers();
        responses();
        deltas();
    }

    private ServerShapes() {}

    static @Nullable Shape<? extends ServerEvent> of(String gaType) {
        return BY_TYPE.get(gaType);
    }

    static @Nullable Shape<? extends ServerEvent> of(ServerEvent event) {
        return BY_KIND.get(event.getClass());
    }

    private static <E extends ServerEvent> void add(
            Class<E> kind, String type, Function<Fields, E> read, BiConsumer<E, Members> write) {
        Shape<E> shape = new Shape<>(kind, type, read, write);
        BY_TYPE.put(type, shape);
        BY_KIND.put(kind, shape);
    }

    private static String id(Fields in) {
        return in.text("event_id");
    }

    private static JsonObject object(Fields in, String name) {
        return in.json().object(name);
    }

    private static void sessions() {
        add(
                ServerEvent.Error.class,
                ServerEvent.Error.TYPE,
                in -> new ServerEvent.Error(id(in), Parts.error(in)),
                (e, out) -> out.put(
                        "error",
                        Parts.error(e.error(), out.dialect())
                                .putOrNull("event_id", e.error().eventId())
                                .done()));
        add(
                SessionCreated.class,
                SessionCreated.TYPE,
                in -> new SessionCreated(id(in), object(in, "session")),
                (e, out) -> out.put("session", e.session()));
        add(
                SessionUpdated.class,
                SessionUpdated.TYPE,
                in -> new SessionUpdated(id(in), object(in, "session")),
                (e, out) -> out.put("session", e.session()));
        add(
                TranscriptionSessionUpdated.class,
                TranscriptionSessionUpdated.TYPE,
                in -> new TranscriptionSessionUpdated(id(in), object(in, "session")),
                (e, out) -> out.put("session", e.session()));
        add(
                ConversationCreated.class,
                ConversationCreated.TYPE,
                in -> new ConversationCreated(id(in), object(in, "conversation")),
                (e, out) -> out.put("conversation", e.conversation()));
        add(
                RateLimitsUpdated.class,
                RateLimitsUpdated.TYPE,
                in -> new RateLimitsUpdated(id(in), in.array("rate_limits")),
                (e, out) -> out.put("rate_limits", e.rateLimits()));
    }

    private static void items() {
        add(
                ConversationItemAdded.class,
                ConversationItemAdded.TYPE,
                in -> new ConversationItemAdded(
                        id(in), in.textOrNull("previous_item_id"), Parts.item(in.requiredObject("item"))),
                (e, out) -> out.putOrNull("previous_item_id", e.previousItemId())
                        .put("item", Parts.servedItem(e.item(), out.dialect())));
        add(
                ConversationItemDone.class,
                ConversationItemDone.TYPE,
                in -> new ConversationItemDone(
                        id(in), in.textOrNull("previous_item_id"), Parts.item(in.requiredObject("item"))),
                (e, out) -> out.putOrNull("previous_item_id", e.previousItemId())
                        .put("item", Parts.servedItem(e.item(), out.dialect())));
        add(
                ConversationItemCreated.class,
                ConversationItemCreated.TYPE,
                in -> new ConversationItemCreated(
                        id(in), in.textOrNull("previous_item_id"), Parts.item(in.requiredObject("item"))),
                (e, out) -> out.putOrNull("previous_item_id", e.previousItemId())
                        .put("item", Parts.servedItem(e.item(), out.dialect())));
        add(
                ConversationItemRetrieved.class,
                ConversationItemRetrieved.TYPE,
                in -> new ConversationItemRetrieved(id(in), Parts.item(in.requiredObject("item"))),
                (e, out) -> out.put("item", Parts.servedItem(e.item(), out.dialect())));
        add(
                ConversationItemDeleted.class,
                ConversationItemDeleted.TYPE,
                in -> new ConversationItemDeleted(id(in), in.requiredText("item_id")),
                (e, out) -> out.put("item_id", e.itemId()));
        add(
                ConversationItemTruncated.class,
                ConversationItemTruncated.TYPE,
                in -> new ConversationItemTruncated(
                        id(in),
                        in.requiredText("item_id"),
                        in.index("content_index"),
                        in.requiredNumber("audio_end_ms")),
                (e, out) -> out.put("item_id", e.itemId())
                        .put("content_index", e.contentIndex())
                        .put("audio_end_ms", e.audioEndMs()));
        add(
                ConversationItemInputAudioTranscriptionDelta.class,
                ConversationItemInputAudioTranscriptionDelta.TYPE,
                in -> new ConversationItemInputAudioTranscriptionDelta(
                        id(in), in.text("item_id"), in.index("content_index"), in.text("delta")),
                (e, out) -> out.put("item_id", e.itemId())
                        .put("content_index", e.contentIndex())
                        .put("delta", e.delta()));
        add(
                ConversationItemInputAudioTranscriptionCompleted.class,
                ConversationItemInputAudioTranscriptionCompleted.TYPE,
                in -> new ConversationItemInputAudioTranscriptionCompleted(
                        id(in),
                        in.text("item_id"),
                        in.index("content_index"),
                        in.requiredText("transcript"),
                        in.objectOrNull("usage")),
                (e, out) -> out.put("item_id", e.itemId())
                        .put("content_index", e.contentIndex())
                        .put("transcript", e.transcript())
                        .putIfPresent("usage", e.usage()));
        add(
                ConversationItemInputAudioTranscriptionFailed.class,
                ConversationItemInputAudioTranscriptionFailed.TYPE,
                in -> new ConversationItemInputAudioTranscriptionFailed(
                        id(in), in.text("item_id"), in.index("content_index"), Parts.error(in)),
                (e, out) -> out.put("item_id", e.itemId())
                        .put("content_index", e.contentIndex())
                        .put("error", Parts.error(e.error(), out.dialect()).done()));
    }

    private static void buffers() {
        add(
                InputAudioBufferCommitted.class,
                InputAudioBufferCommitted.TYPE,
                in -> new InputAudioBufferCommitted(
                        id(in), in.textOrNull("previous_item_id"), in.requiredText("item_id")),
                (e, out) ->
                        out.putOrNull("previous_item_id", e.previousItemId()).put("item_id", e.itemId()));
        add(
                InputAudioBufferCleared.class,
                InputAudioBufferCleared.TYPE,
                in -> new InputAudioBufferCleared(id(in)),
                (e, out) -> {});
        add(
                InputAudioBufferSpeechStarted.class,
                InputAudioBufferSpeechStarted.TYPE,
                in -> new InputAudioBufferSpeechStarted(id(in), in.number("audio_start_ms"), in.text("item_id")),
                (e, out) -> out.put("audio_start_ms", e.audioStartMs()).put("item_id", e.itemId()));
        add(
                InputAudioBufferSpeechStopped.class,
                InputAudioBufferSpeechStopped.TYPE,
                in -> new InputAudioBufferSpeechStopped(id(in), in.number("audio_end_ms"), in.text("item_id")),
                (e, out) -> out.put("audio_end_ms", e.audioEndMs()).put("item_id", e.itemId()));
        add(
                InputAudioBufferTimeoutTriggered.class,
                InputAudioBufferTimeoutTriggered.TYPE,
                in -> new InputAudioBufferTimeoutTriggered(
                        id(in), in.number("audio_start_ms"), in.number("audio_end_ms"), in.text("item_id")),
                (e, out) -> out.put("audio_start_ms", e.audioStartMs())
                        .put("audio_end_ms", e.audioEndMs())
                        .put("item_id", e.itemId()));
        add(
                OutputAudioBufferStarted.class,
                OutputAudioBufferStarted.TYPE,
                in -> new OutputAudioBufferStarted(id(in), in.text("response_id")),
                (e, out) -> out.putUnlessEmpty("response_id", e.responseId()));
        add(
                OutputAudioBufferStopped.class,
                OutputAudioBufferStopped.TYPE,
                in -> new OutputAudioBufferStopped(id(in), in.text("response_id")),
                (e, out) -> out.putUnlessEmpty("response_id", e.responseId()));
        add(
                OutputAudioBufferCleared.class,
                OutputAudioBufferCleared.TYPE,
                in -> new OutputAudioBufferCleared(id(in), in.text("response_id")),
                (e, out) -> out.putUnlessEmpty("response_id", e.responseId()));
    }

    private static void responses() {
        add(
                ResponseCreated.class,
                ResponseCreated.TYPE,
                in -> new ResponseCreated(id(in), Parts.response(in.requiredObject("response"))),
                (e, out) -> out.put("response", Parts.response(e.response(), out.dialect())));
        add(
                ResponseDone.class,
                ResponseDone.TYPE,
                in -> new ResponseDone(id(in), Parts.response(in.requiredObject("response"))),
                (e, out) -> out.put("response", Parts.response(e.response(), out.dialect())));
        add(
                ResponseOutputItemAdded.class,
                ResponseOutputItemAdded.TYPE,
                in -> new ResponseOutputItemAdded(
                        id(in),
                        in.text("response_id"),
                        in.index("output_index"),
                        Parts.item(in.requiredObject("item"))),
                (e, out) -> out.put("response_id", e.responseId())
                        .put("output_index", e.outputIndex())
                        .put("item", Parts.servedItem(e.item(), out.dialect())));
        add(
                ResponseOutputItemDone.class,
                ResponseOutputItemDone.TYPE,
                in -> new ResponseOutputItemDone(
                        id(in),
                        in.text("response_id"),
                        in.index("output_index"),
                        Parts.item(in.requiredObject("item"))),
                (e, out) -> out.put("response_id", e.responseId())
                        .put("output_index", e.outputIndex())
                        .put("item", Parts.servedItem(e.item(), out.dialect())));
        add(
                ResponseContentPartAdded.class,
                ResponseContentPartAdded.TYPE,
                in -> new ResponseContentPartAdded(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index"),
                        Parts.part(in.requiredObject("part"))),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex())
                        .put("part", Parts.streamedPart(e.part(), out.dialect())));
        add(
                ResponseContentPartDone.class,
                ResponseContentPartDone.TYPE,
                in -> new ResponseContentPartDone(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index"),
                        Parts.part(in.requiredObject("part"))),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex())
                        .put("part", Parts.streamedPart(e.part(), out.dialect())));
        add(
                ResponseFunctionCallArgumentsDelta.class,
                ResponseFunctionCallArgumentsDelta.TYPE,
                in -> new ResponseFunctionCallArgumentsDelta(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.text("call_id"),
                        in.requiredText("delta")),
                (e, out) -> out.put("response_id", e.responseId())
                        .put("item_id", e.itemId())
                        .put("output_index", e.outputIndex())
                        .put("call_id", e.callId())
                        .put("delta", e.delta()));
        add(
                ResponseFunctionCallArgumentsDone.class,
                ResponseFunctionCallArgumentsDone.TYPE,
                in -> new ResponseFunctionCallArgumentsDone(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.text("call_id"),
                        in.textOrNull("name"),
                        in.requiredText("arguments")),
                (e, out) -> out.put("response_id", e.responseId())
                        .put("item_id", e.itemId())
                        .put("output_index", e.outputIndex())
                        .put("call_id", e.callId())
                        .putIfPresent("name", e.name())
                        .put("arguments", e.arguments()));
    }

    private static void deltas() {
        add(
                ResponseOutputTextDelta.class,
                ResponseOutputTextDelta.TYPE,
                in -> new ResponseOutputTextDelta(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index"),
                        in.requiredText("delta")),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex())
                        .put("delta", e.delta()));
        add(
                ResponseOutputTextDone.class,
                ResponseOutputTextDone.TYPE,
                in -> new ResponseOutputTextDone(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index"),
                        in.requiredText("text")),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex())
                        .put("text", e.text()));
        add(
                ResponseOutputAudioDelta.class,
                ResponseOutputAudioDelta.TYPE,
                in -> new ResponseOutputAudioDelta(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index"),
                        in.requiredAudio("delta")),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex())
                        .put("delta", e.delta()));
        add(
                ResponseOutputAudioDone.class,
                ResponseOutputAudioDone.TYPE,
                in -> new ResponseOutputAudioDone(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index")),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex()));
        add(
                ResponseOutputAudioTranscriptDelta.class,
                ResponseOutputAudioTranscriptDelta.TYPE,
                in -> new ResponseOutputAudioTranscriptDelta(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index"),
                        in.requiredText("delta")),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex())
                        .put("delta", e.delta()));
        add(
                ResponseOutputAudioTranscriptDone.class,
                ResponseOutputAudioTranscriptDone.TYPE,
                in -> new ResponseOutputAudioTranscriptDone(
                        id(in),
                        in.text("response_id"),
                        in.text("item_id"),
                        in.index("output_index"),
                        in.index("content_index"),
                        in.requiredText("transcript")),
                (e, out) -> ids(out, e.responseId(), e.itemId(), e.outputIndex(), e.contentIndex())
                        .put("transcript", e.transcript()));
    }

    private static Members ids(Members out, String responseId, String itemId, int outputIndex, int contentIndex) {
        return out.put("response_id", responseId)
                .put("item_id", itemId)
                .put("output_index", outputIndex)
                .put("content_index", contentIndex);
    }
}
