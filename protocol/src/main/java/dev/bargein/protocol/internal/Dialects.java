package dev.bargein.protocol.internal;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names in which the dialects differ. */
final class Dialects {
    /** From a name of the beta dialect, whatever its vintage, to that of GA. */
    private static final Map<String, String> GA_NAMES = Map.of(
            "response.audio.delta", ServerEvent.ResponseOutputAudioDelta.TYPE,
            "response.audio.done", ServerEvent.ResponseOutputAudioDone.TYPE,
            "response.audio_transcript.delta", ServerEvent.ResponseOutputAudioTranscriptDelta.TYPE,
            "response.audio_transcript.done", ServerEvent.ResponseOutputAudioTranscriptDone.TYPE,
            "response.text.delta", ServerEvent.ResponseOutputTextDelta.TYPE,
            "response.text.done", ServerEvent.ResponseOutputTextDone.TYPE,
            "output_audio_buffer.audio_started", ServerEvent.OutputAudioBufferStarted.TYPE,
            "output_audio_buffer.audio_stopped", ServerEvent.OutputAudioBufferStopped.TYPE);

    /** From a name of GA to that of the last beta. */
    private static final Map<String, String> BETA_NAMES = new HashMap<>();

    static {
        GA_NAMES.forEach((beta, ga) -> {
            if (!beta.startsWith("output_audio_buffer.")) {
                BETA_NAMES.put(ga, beta);
            }
        });
        // One way only: some servers of the GA dialect send conversation.item.created as well.
        BETA_NAMES.put(ServerEvent.ConversationItemAdded.TYPE, ServerEvent.ConversationItemCreated.TYPE);
    }

    private Dialects() {}

    /** The GA name of a type of either dialect. */
    static String gaName(String type) {
        return GA_NAMES.getOrDefault(type, type);
    }

    /** The name of a GA type in a dialect. */
    static String name(String gaType, Dialect dialect) {
        return dialect == Dialect.GA ? gaType : BETA_NAMES.getOrDefault(gaType, gaType);
    }

    /** The dialect that an event shows to be in, else {@code fallback}. */
    static Dialect of(JsonObject event, Dialect fallback) {
        String type = event.string("type");
        if (type == null) {
            return fallback;
        } else if (type.equals(ClientEvent.SessionUpdate.TYPE)) {
            return SessionWriter.dialectOf(event.object("session"));
        }
        boolean gaOnly = BETA_NAMES.containsKey(type) || type.equals(ServerEvent.ConversationItemDone.TYPE);
        Dialect named = GA_NAMES.containsKey(type) ? Dialect.BETA : gaOnly ? Dialect.GA : fallback;
        // Content tells more than the name: some servers mix the two.
        Dialect dialect = ofItem(event.get("item"), named);
        if (event.object("response").get("output") instanceof JsonArray output) {
            for (JsonValue item : output.values()) {
                dialect = ofItem(item, dialect);
            }
        }
        return dialect;
    }

    private static Dialect ofItem(@Nullable JsonValue item, Dialect fallback) {
        Dialect dialect = fallback;
        if (item instanceof JsonObject object && object.get("content") instanceof JsonArray content) {
            for (JsonValue part : content.values()) {
                String type = part instanceof JsonObject o ? o.string("type") : null;
                if ("output_audio".equals(type) || "output_text".equals(type)) {
                    dialect = Dialect.GA;
                } else if ("audio".equals(type) || "text".equals(type)) {
                    dialect = Dialect.BETA;
                }
            }
        }
        return dialect;
    }
}
