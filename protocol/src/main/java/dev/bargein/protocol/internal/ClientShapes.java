package dev.bargein.protocol.internal;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ClientEvent.*;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shape of every client event that has a record (docs/protocol.md, section 1a). */
final class ClientShapes {
    /** What the service names when it refuses a type; the order is its own. */
    static final List<String> SUPPORTED_TYPES = List.of(
            SessionUpdate.TYPE,
            "session.close",
            InputAudioBufferAppend.TYPE,
            "session.input_audio_buffer.append",
            InputAudioBufferCommit.TYPE,
            InputAudioBufferClear.TYPE,
            ConversationItemCreate.TYPE,
            ConversationItemTruncate.TYPE,
            ConversationItemDelete.TYPE,
            ConversationItemRetrieve.TYPE,
            ResponseCreate.TYPE,
            ResponseCancel.TYPE);

    /** The longest id that a client may give an event. */
    static final int MAX_EVENT_ID_CHARS = 512;

    private static final Map<String, Shape<? extends ClientEvent>> BY_TYPE = new HashMap<>();
    private static final Map<Class<?>, Shape<? extends ClientEvent>> BY_KIND = new HashMap<>();

    static {
        add(
                SessionUpdate.class,
                SessionUpdate.TYPE,
                in -> new SessionUpdate(id(in), SessionShape.read(in.requiredObject("session"))),
                (e, out) -> out.put("session", SessionWriter.write(e.session(), out.dialect())));
        add(
                InputAudioBufferAppend.class,
                InputAudioBufferAppend.TYPE,
                in -> new InputAudioBufferAppend(id(in), in.requiredAudio("audio")),
                (e, out) -> out.put("audio", e.audio()));
        add(
                InputAudioBufferCommit.class,
                InputAudioBufferCommit.TYPE,
                in -> new InputAudioBufferCommit(id(in)),
                (e, out) -> {});
        add(
                InputAudioBufferClear.class,
                InputAudioBufferClear.TYPE,
                in -> new InputAudioBufferClear(id(in)),
                (e, out) -> {});
        add(
                OutputAudioBufferClear.class,
                OutputAudioBufferClear.TYPE,
                in -> new OutputAudioBufferClear(id(in)),
                (e, out) -> {});
        items();
        responses();
    }

    private ClientShapes() {}

    static @Nullable Shape<? extends ClientEvent> of(String type) {
        return BY_TYPE.get(type);
    }

    static @Nullable Shape<? extends ClientEvent> of(ClientEvent event) {
        return BY_KIND.get(event.getClass());
    }

    private static <E extends ClientEvent> void add(
            Class<E> kind, String type, Function<Fields, E> read, BiConsumer<E, Members> write) {
        Shape<E> shape = new Shape<>(kind, type, read, write);
        BY_TYPE.put(type, shape);
        BY_KIND.put(kind, shape);
    }

    private static @Nullable String id(Fields in) {
        return in.textOrNull("event_id");
    }

    private static void items() {
        add(
                ConversationItemCreate.class,
                ConversationItemCreate.TYPE,
                in -> new ConversationItemCreate(
                        id(in), in.textOrNull("previous_item_id"), Parts.requestedItem(in.requiredObject("item"))),
                (e, out) -> out.putIfPresent("previous_item_id", e.previousItemId())
                        .put("item", Parts.item(e.item(), out.dialect())));
        add(
                ConversationItemRetrieve.class,
                ConversationItemRetrieve.TYPE,
                in -> new ConversationItemRetrieve(id(in), in.requiredText("item_id")),
                (e, out) -> out.put("item_id", e.itemId()));
        add(
                ConversationItemTruncate.class,
                ConversationItemTruncate.TYPE,
                in -> new ConversationItemTruncate(
                        id(in),
                        in.requiredText("item_id"),
                        in.requiredIndex("content_index"),
                        in.requiredInteger("audio_end_ms")),
                (e, out) -> out.put("item_id", e.itemId())
                        .put("content_index", e.contentIndex())
                        .put("audio_end_ms", e.audioEndMs()));
        add(
                ConversationItemDelete.class,
                ConversationItemDelete.TYPE,
                in -> new ConversationItemDelete(id(in), in.requiredText("item_id")),
                (e, out) -> out.put("item_id", e.itemId()));
    }

    private static void responses() {
        add(
                ResponseCreate.class,
                ResponseCreate.TYPE,
                in -> new ResponseCreate(id(in), in.json().object("response")),
                (e, out) -> {
                    if (!e.response().isEmpty()) {
                        out.put("response", e.response());
                    }
                });
        add(
                ResponseCancel.class,
                ResponseCancel.TYPE,
                in -> new ResponseCancel(id(in), in.textOrNull("response_id")),
                (e, out) -> out.putIfPresent("response_id", e.responseId()));
    }
}
