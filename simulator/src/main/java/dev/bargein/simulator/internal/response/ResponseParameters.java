package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.ConversationItems;
import dev.bargein.simulator.internal.model.SessionSettings;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.rules.SessionRules;
import dev.bargein.simulator.internal.values.JsonTrees;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a response is to be like: what {@code response.create} says, and the session's settings where it says nothing.
 *
 * @param delivery whether and how it is spoken
 * @param request what it is to say
 * @param inConversation whether its items join the conversation
 * @param metadata what the client attached
 * @param maxOutputTokens what it may cost; {@link Long#MAX_VALUE} when there is no limit
 * @param shown what its events say of this, in the shape of the dialect
 */
record ResponseParameters(
        Delivery delivery,
        Request request,
        boolean inConversation,
        @Nullable JsonObject metadata,
        long maxOutputTokens,
        JsonObject shown) {
    private static final double MIN_PACE = 0.25;
    private static final double MAX_PACE = 1.5;

    /**
     * Whether and how a response is spoken.
     *
     * @param textOnly whether it is written rather than spoken
     * @param voice who speaks, empty for anybody
     * @param pace how fast to speak, as a multiple of the voice's usual pace
     */
    record Delivery(boolean textOnly, String voice, double pace) {}

    /**
     * What a response is to say.
     *
     * @param instructions what the client wants
     * @param tools the functions that may be called
     * @param toolChoice {@code auto}, {@code none}, {@code required}, or the name of the function that must be called
     * @param input what it is about; null for the conversation
     */
    record Request(
            String instructions,
            List<Turn.Tool> tools,
            String toolChoice,
            @Nullable List<StoredItem> input) {
        private static final Request NONE = new Request("", List.of(), "", null);

        /** Whether the answer may call functions. */
        boolean callsAllowed() {
            return !toolChoice.equals("none");
        }
    }

    /**
     * Reads what a client asks for.
     *
     * @param asked the member {@code response} of the event, checked by {@link SessionRules#response}
     * @param settings the session's
     * @throws EventRefusal when its input names an item that is not there, or has one that is none
     */
    static ResponseParameters read(
            JsonObject asked,
            SessionSettings settings,
            Dialect dialect,
            ConversationItems conversation,
            Pcm.Budget budget) {
        JsonObject session = settings.json();
        boolean beta = dialect == Dialect.BETA;
        String modalities = beta ? "modalities" : "output_modalities";
        JsonValue limit = beta ? asked.get("max_response_output_tokens") : null;
        JsonValue choice = asked.get("tool_choice") == null ? session.get("tool_choice") : asked.get("tool_choice");
        String instructions = asked.string("instructions");
        Delivery delivery = new Delivery(
                asked.get(modalities) == null
                        ? SessionSettings.isTextOnly(session, "output_modalities")
                        : SessionSettings.isTextOnly(asked, modalities),
                voice(beta ? asked.get("voice") : JsonTrees.at(asked, "audio", "output", "voice"), session),
                pace(JsonTrees.at(session, "audio", "output", "speed")));
        Request request = new Request(
                instructions == null ? text(session.get("instructions")) : instructions,
                tools(asked.get("tools") == null ? session.get("tools") : asked.get("tools")),
                toolChoice(choice),
                input(asked.get("input"), dialect, settings.inputFormat(), conversation, budget));
        return new ResponseParameters(
                delivery,
                request,
                !JsonValue.of("none").equals(asked.get("conversation")),
                asked.get("metadata") instanceof JsonObject given ? given : null,
                tokens(limit, asked.get("max_output_tokens"), session.get("max_output_tokens")),
                beta ? shownInBeta(asked, settings.shown()) : shownInGa(asked, session));
    }

    /**
     * These options as a faulty service takes them.
     *
     * @param writes whether it writes where it should speak
     * @param ignoresFormat whether it sends PCM whatever was asked for
     */
    ResponseParameters withFaults(boolean writes, boolean ignoresFormat) {
        JsonObject told = shown;
        if (ignoresFormat && told.get("audio") instanceof JsonObject audio) {
            JsonObject output = audio.object("output").with("format", AudioFormat.PCM.json());
            told = told.with("audio", audio.with("output", output));
        }
        Delivery delivered = new Delivery(delivery.textOnly() || writes, delivery.voice(), delivery.pace());
        return new ResponseParameters(delivered, request, inConversation, metadata, maxOutputTokens, told);
    }

    /** What of these options is of interest when the response is done. */
    ResponseParameters settled() {
        return new ResponseParameters(delivery, Request.NONE, inConversation, null, maxOutputTokens, JsonObject.EMPTY);
    }

    private static JsonObject shownInGa(JsonObject asked, JsonObject session) {
        JsonObject output = JsonTrees.merge(
                JsonTrees.without(session.object("audio").object("output"), "speed"),
                asked.object("audio").object("output"));
        return JsonTrees.object(
                "output_modalities", given("output_modalities", asked, session),
                "max_output_tokens", given("max_output_tokens", asked, session),
                "audio",
                        JsonTrees.object(
                                "output",
                                output.with(
                                        "format",
                                        AudioFormat.of(output.get("format")).json())));
    }

    private static JsonObject shownInBeta(JsonObject asked, JsonObject session) {
        JsonValue limit = asked.get("max_output_tokens");
        return JsonTrees.object(
                "modalities", given("modalities", asked, session),
                "voice", given("voice", asked, session),
                "output_audio_format", given("output_audio_format", asked, session),
                "temperature", given("temperature", asked, session),
                "max_output_tokens", limit == null ? given("max_response_output_tokens", asked, session) : limit);
    }

    private static @Nullable JsonValue given(String name, JsonObject asked, JsonObject session) {
        return asked.get(name) == null ? session.get(name) : asked.get(name);
    }

    private static List<Turn.Tool> tools(@Nullable JsonValue value) {
        List<Turn.Tool> out = new ArrayList<>();
        if (value instanceof JsonArray list) {
            for (JsonValue entry : list.values()) {
                if (entry instanceof JsonObject tool && "function".equals(tool.string("type"))) {
                    out.add(new Turn.Tool(
                            text(tool.get("name")), text(tool.get("description")), tool.object("parameters")));
                }
            }
        }
        return out;
    }

    private static String toolChoice(@Nullable JsonValue value) {
        if (value instanceof JsonObject one) {
            return text(one.get("name"));
        }
        return text(value).isEmpty() ? "auto" : text(value);
    }

    private static double pace(@Nullable JsonValue value) {
        if (value instanceof JsonValue.JsonNumber number) {
            double pace = Double.parseDouble(number.literal());
            return Math.max(MIN_PACE, Math.min(MAX_PACE, pace));
        }
        return 1;
    }

    /** The first that is there. */
    private static long tokens(@Nullable JsonValue... limits) {
        for (JsonValue limit : limits) {
            if (limit != null) {
                return limit instanceof JsonValue.JsonNumber number ? number.longValue() : Long.MAX_VALUE;
            }
        }
        return Long.MAX_VALUE;
    }

    private static @Nullable List<StoredItem> input(
            @Nullable JsonValue value,
            Dialect dialect,
            AudioFormat format,
            ConversationItems conversation,
            Pcm.Budget budget) {
        if (!(value instanceof JsonArray list)) {
            return null;
        }
        RealtimeCodec codec = new RealtimeCodec(dialect);
        List<StoredItem> out = new ArrayList<>();
        for (int i = 0; i < list.values().size(); i++) {
            out.add(item(list.values().get(i), "response.input[" + i + "]", codec, format, conversation, budget));
        }
        return out;
    }

    private static StoredItem item(
            JsonValue value,
            String path,
            RealtimeCodec codec,
            AudioFormat format,
            ConversationItems conversation,
            Pcm.Budget budget) {
        if (value instanceof JsonObject item && "item_reference".equals(item.string("type"))) {
            StoredItem known = conversation.find(text(item.get("id")));
            if (known == null) {
                throw new EventRefusal(
                        ErrorCodes.INVALID_VALUE, "Item with item_id not found: " + text(item.get("id")), path + ".id");
            }
            return known;
        }
        try {
            // An item reads the same wherever a client puts it.
            JsonObject event = JsonTrees.object("type", ClientEvent.ConversationItemCreate.TYPE, "item", value);
            Item item = ((ClientEvent.ConversationItemCreate)
                            codec.decodeClient(Json.write(event)).event())
                    .item();
            return StoredItem.given(item, format, budget);
        } catch (ProtocolException e) {
            throw new EventRefusal(e.code(), String.valueOf(e.getMessage()), path);
        }
    }

    private static String text(@Nullable JsonValue value) {
        return value instanceof JsonValue.JsonString string ? string.value() : "";
    }

    private static String voice(@Nullable JsonValue asked, JsonObject session) {
        JsonValue wanted = asked == null ? JsonTrees.at(session, "audio", "output", "voice") : asked;
        return wanted instanceof JsonValue.JsonString name ? name.value() : "";
    }
}
