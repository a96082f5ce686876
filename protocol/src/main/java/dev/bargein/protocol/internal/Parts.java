package dev.bargein.protocol.internal;

import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects within events: items, content parts, responses, errors (docs/protocol.md, section 1c). */
final class Parts {
    private Parts() {}

    static Item item(Fields in) {
        List<ContentPart> content = new ArrayList<>();
        for (Fields part : in.objects("content")) {
            content.add(part(part));
        }
        return new Item(
                in.text("id"),
                in.text("type"),
                in.textOrNull("status"),
                in.textOrNull("role"),
                content,
                in.textOrNull("call_id"),
                in.textOrNull("name"),
                in.textOrNull("arguments"),
                in.textOrNull("output"),
                in.textOrNull("phase"));
    }

    /** An item that a client sends, which must be complete. */
    static Item requestedItem(Fields in) {
        switch (in.requiredText("type")) {
            case "message" -> {
                in.requiredText("role");
                for (Fields part : in.requiredObjects("content")) {
                    String type = part.requiredText("type");
                    if (type.equals("text") || type.endsWith("_text")) {
                        part.requiredText("text");
                    }
                }
            }
            case "function_call" -> {
                in.requiredText("name");
                in.requiredText("arguments");
            }
            case "function_call_output" -> {
                in.requiredText("call_id");
                in.requiredText("output");
            }
            default -> {
                // Kinds that we do not know are the receiver's to judge.
            }
        }
        return item(in);
    }

    /** An item as a client sends it. */
    static JsonObject item(Item item, Dialect dialect) {
        return item(item, new Members(dialect), false, false);
    }

    /** An item as a server sends it: the beta dialect names the kind of object. */
    static JsonObject servedItem(Item item, Dialect dialect) {
        return item(item, new Members(dialect), true, dialect == Dialect.BETA);
    }

    private static JsonObject item(Item item, Members out, boolean served, boolean withObject) {
        out.putUnlessEmpty("id", item.id());
        if (withObject) {
            out.put("object", "realtime.item");
        }
        out.putUnlessEmpty("type", item.type())
                .putIfPresent("status", item.status())
                .putIfPresent("role", item.role());
        if (item.type().equals("message") || !item.content().isEmpty()) {
            List<JsonValue> content = new ArrayList<>();
            for (ContentPart part : item.content()) {
                String type = "assistant".equals(item.role()) ? longOrShort(part.type(), out.dialect()) : part.type();
                JsonObject json = part(part, type, out.dialect());
                // The service says so while it has not understood the user; strict clients refuse an item without it.
                boolean unheard = served && type.equals("input_audio") && part.transcript() == null;
                content.add(unheard ? json.with("transcript", JsonValue.NULL) : json);
            }
            out.put("content", new JsonArray(content));
        }
        return out.putIfPresent("call_id", item.callId())
                .putIfPresent("name", item.name())
                .putIfPresent("arguments", item.arguments())
                .putIfPresent("output", item.output())
                .putIfPresent("phase", item.phase())
                .done();
    }

    static ContentPart part(Fields in) {
        return new ContentPart(
                in.text("type"),
                in.textOrNull("text"),
                in.textOrNull("transcript"),
                in.audioOrNull("audio"),
                in.textOrNull("image_url"));
    }

    /** A part of {@code response.content_part} events, whose types are short in both dialects. */
    static JsonObject streamedPart(ContentPart part, Dialect dialect) {
        return part(part, longOrShort(part.type(), Dialect.BETA), dialect);
    }

    private static JsonObject part(ContentPart part, String type, Dialect dialect) {
        Members out = new Members(dialect)
                .putUnlessEmpty("type", type)
                .putIfPresent("text", part.text())
                .putIfPresent("transcript", part.transcript());
        if (part.audio() != null) {
            out.put("audio", part.audio());
        }
        return out.putIfPresent("image_url", part.imageUrl()).done();
    }

    /** The name of a type of the assistant's content: {@code output_audio} in GA, {@code audio} in beta. */
    private static String longOrShort(String type, Dialect dialect) {
        return switch (type) {
            case "text", "output_text" -> dialect == Dialect.GA ? "output_text" : "text";
            case "audio", "output_audio" -> dialect == Dialect.GA ? "output_audio" : "audio";
            default -> type;
        };
    }

    static Response response(Fields in) {
        List<Item> output = new ArrayList<>();
        for (Fields item : in.objects("output")) {
            output.add(item(item));
        }
        return new Response(
                in.text("id"),
                in.text("status"),
                statusDetails(in.json()),
                output,
                in.textOrNull("conversation_id"),
                in.objectOrNull("metadata"),
                in.objectOrNull("usage"));
    }

    private static Response.@Nullable StatusDetails statusDetails(JsonObject response) {
        JsonValue value = response.get("status_details");
        if (value instanceof JsonValue.JsonString reason) {
            // xAI sends the reason alone.
            return new Response.StatusDetails(null, reason.value(), null, null, null);
        }
        if (!(value instanceof JsonObject details)) {
            return null;
        }
        JsonObject error = details.object("error");
        return new Response.StatusDetails(
                details.string("type"),
                details.string("reason"),
                error.string("type"),
                error.string("code"),
                error.string("message"));
    }

    static JsonObject response(Response response, Dialect dialect) {
        List<JsonValue> output = new ArrayList<>();
        for (Item item : response.output()) {
            output.add(servedItem(item, dialect));
        }
        Members out = new Members(dialect)
                .put("object", "realtime.response")
                .put("id", response.id())
                .put("status", response.status())
                .putOrNull("status_details", statusDetails(response.statusDetails(), dialect))
                .put("output", new JsonArray(output))
                .putOrNull("conversation_id", response.conversationId());
        response.settings().members().forEach(out::put);
        return out.putOrNull("usage", response.usage())
                .putOrNull("metadata", response.metadata())
                .done();
    }

    private static @Nullable JsonObject statusDetails(Response.@Nullable StatusDetails details, Dialect dialect) {
        if (details == null) {
            return null;
        }
        Members out =
                new Members(dialect).putIfPresent("type", details.type()).putIfPresent("reason", details.reason());
        if (details.errorMessage() != null) {
            // Where the service has a message, it has a code that may be null.
            out.put(
                    "error",
                    new Members(dialect)
                            .putIfPresent("type", details.errorType())
                            .putOrNull("code", details.errorCode())
                            .put("message", details.errorMessage())
                            .done());
        } else if (details.errorType() != null || details.errorCode() != null) {
            out.put(
                    "error",
                    new Members(dialect)
                            .putIfPresent("type", details.errorType())
                            .putIfPresent("code", details.errorCode())
                            .done());
        }
        return out.done();
    }

    /** An error, whatever its form: a client must hear of it even from a server that words it differently. */
    static ErrorDetails error(Fields in) {
        JsonValue value = in.json().get("error");
        if (value instanceof JsonValue.JsonString message) {
            return new ErrorDetails("", null, message.value(), null, null);
        }
        Fields error = new Fields(value instanceof JsonObject o ? o : JsonObject.EMPTY, in.dialect());
        String message = error.textOrNull("message");
        return new ErrorDetails(
                error.text("type"),
                error.textOrNull("code"),
                message == null ? in.text("message") : message,
                error.textOrNull("param"),
                error.textOrNull("event_id"));
    }

    /** The error of a transcription names no client event. */
    static Members error(ErrorDetails error, Dialect dialect) {
        return new Members(dialect)
                .put("type", error.type())
                .putOrNull("code", error.code())
                .put("message", error.message())
                .putOrNull("param", error.param());
    }
}
