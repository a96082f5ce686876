package dev.bargein.protocol.internal;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between events and objects, for {@link dev.bargein.protocol.RealtimeCodec}. */
public final class Codec {
    private Codec() {}

    /** Reads a server event; never fails, what cannot be used is {@link ServerEvent.Unknown}. */
    public static ServerEvent readServer(JsonObject json, Dialect dialect) {
        Fields fields = new Fields(json, dialect);
        String type = fields.text("type");
        Shape<? extends ServerEvent> shape = ServerShapes.of(Dialects.gaName(type));
        if (shape != null) {
            try {
                return shape.read(fields);
            } catch (ProtocolException unusable) {
                // One event that says nothing must not end the session.
            }
        }
        return new ServerEvent.Unknown(fields.text("event_id"), type, json);
    }

    /** Reads a client event, or refuses it in the words of the service. */
    public static ClientEvent readClient(JsonObject json, Dialect dialect) {
        Fields fields = new Fields(json, dialect);
        String eventId = fields.textOrNull("event_id");
        try {
            if (eventId != null) {
                fields.checkLength("event_id", eventId, ClientShapes.MAX_EVENT_ID_CHARS);
            }
            JsonValue type = json.get("type");
            if (type == null || type instanceof JsonValue.JsonNull) {
                throw new ProtocolException(ErrorCodes.INVALID_EVENT, "The 'type' field is missing.");
            }
            return readClient(fields, fields.requiredText("type"));
        } catch (ProtocolException e) {
            throw new ProtocolException(e.code(), String.valueOf(e.getMessage()), e.param(), eventId);
        }
    }

    private static ClientEvent readClient(Fields fields, String type) {
        Shape<? extends ClientEvent> shape = ClientShapes.of(type);
        if (shape != null) {
            return shape.read(fields);
        }
        if (ClientShapes.SUPPORTED_TYPES.contains(type) || type.equals("transcription_session.update")) {
            return new ClientEvent.Unknown(fields.textOrNull("event_id"), type, fields.json());
        }
        throw unsupportedType(type);
    }

    /** The refusal of a type, which lists what is supported. */
    public static ProtocolException unsupportedType(String type) {
        List<String> types = ClientShapes.SUPPORTED_TYPES;
        StringBuilder message = new StringBuilder("Invalid value: '").append(type);
        message.append("'. Supported values are: ");
        for (String supported : types.subList(0, types.size() - 1)) {
            message.append('\'').append(supported).append("', ");
        }
        message.append("and '").append(types.get(types.size() - 1)).append("'.");
        return new ProtocolException(ErrorCodes.INVALID_VALUE, message.toString(), "type", null);
    }

    /** Writes a server event. */
    public static JsonObject write(ServerEvent event, Dialect dialect) {
        Shape<? extends ServerEvent> shape = ServerShapes.of(event);
        if (event instanceof ServerEvent.Unknown unknown) {
            return unknown.json();
        } else if (shape == null) {
            throw new AssertionError("no shape for " + event.getClass());
        }
        Members out = new Members(dialect)
                .put("type", Dialects.name(shape.type(), dialect))
                .putUnlessEmpty("event_id", event.eventId());
        shape.write(event, out);
        return out.done();
    }

    /** Writes a client event. */
    public static JsonObject write(ClientEvent event, Dialect dialect) {
        Shape<? extends ClientEvent> shape = ClientShapes.of(event);
        if (event instanceof ClientEvent.Unknown unknown) {
            return unknown.json();
        } else if (shape == null) {
            throw new AssertionError("no shape for " + event.getClass());
        }
        Members out =
                new Members(dialect).putIfPresent("event_id", event.eventId()).put("type", shape.type());
        shape.write(event, out);
        return out.done();
    }

    /** Writes a server event into the object that it came in. */
    public static JsonObject writeInto(JsonObject raw, ServerEvent event, Dialect target) {
        Dialect source = Dialects.of(raw, target);
        ServerEvent before = readServer(raw, source);
        JsonObject after = write(event, target);
        boolean unreadable = before instanceof ServerEvent.Unknown && !(event instanceof ServerEvent.Unknown);
        return unreadable ? Trees.overlay(raw, after) : change(raw, write(before, source), after, source, target);
    }

    /** Writes a client event into the object that it came in. */
    public static JsonObject writeInto(JsonObject raw, ClientEvent event, Dialect target) {
        Dialect source = Dialects.of(raw, target);
        JsonObject after = write(event, target);
        JsonObject before = readBack(raw, source);
        return before == null ? Trees.overlay(raw, after) : change(raw, before, after, source, target);
    }

    private static @Nullable JsonObject readBack(JsonObject raw, Dialect source) {
        try {
            return write(readClient(raw, source), source);
        } catch (ProtocolException notAnEvent) {
            return null;
        }
    }

    /**
     * What the event differs in from what its raw object said is changed there. All that we do not know, and all that we
     * read as a default because we could not use it, stays as it came.
     */
    private static JsonObject change(
            JsonObject raw, JsonObject before, JsonObject after, Dialect source, Dialect target) {
        JsonValue rawType = raw.get("type");
        // Within a dialect older names stay; for the other dialect they are translated.
        JsonObject said = source == target || rawType == null ? before : before.with("type", rawType);
        return Trees.change(raw, said, after);
    }
}
