package dev.bargein.simulator.internal.session;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as a client gets them: with what the real service adds on the wire and no record names, and with the
 * names of an earlier year where that is wanted.
 *
 * <p>Not thread-safe.
 */
public final class WireWriter {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int PADDED_TO = 16;

    private final RealtimeCodec codec;
    private final boolean earlyNames;
    private final SplittableRandom random;
    private final ItemPhases phases;

    /** What a model says about an item that it made: {@code commentary} or {@code final_answer}. */
    public interface ItemPhases {
        /** No model says anything. */
        ItemPhases NONE = itemId -> null;

        /** The phase of an item; null when the model said nothing. */
        @Nullable
        String of(String itemId);
    }

    public WireWriter(RealtimeCodec codec, boolean earlyNames, SplittableRandom random, ItemPhases phases) {
        this.codec = codec;
        this.earlyNames = earlyNames;
        this.random = random;
        this.phases = phases;
    }

    public String write(ServerEvent event) {
        JsonObject json = withPhases(codec.toJson(event));
        if (codec.dialect() == Dialect.GA && isTextDelta(event)) {
            json = json.with("obfuscation", padding(json.string("delta")));
        } else if (earlyNames && event instanceof ServerEvent.OutputAudioBufferStarted) {
            json = json.with("type", "output_audio_buffer.audio_started");
        } else if (earlyNames && event instanceof ServerEvent.OutputAudioBufferStopped) {
            json = json.with("type", "output_audio_buffer.audio_stopped");
        }
        return Json.write(json);
    }

    /** Adds {@code phase} to the items of an event, wherever they stand. */
    private JsonObject withPhases(JsonObject event) {
        if (event.get("item") instanceof JsonObject item) {
            return event.with("item", withPhase(item));
        }
        if (event.get("response") instanceof JsonObject response && response.get("output") instanceof JsonArray items) {
            List<JsonValue> output = new ArrayList<>();
            items.values().forEach(item -> output.add(item instanceof JsonObject object ? withPhase(object) : item));
            return event.with("response", response.with("output", new JsonArray(output)));
        }
        return event;
    }

    private JsonObject withPhase(JsonObject item) {
        String id = item.string("id");
        String phase = id == null ? null : phases.of(id);
        return phase == null ? item : item.with("phase", phase);
    }

    /** Deltas of text have no telling length: the service pads them (docs/protocol.md, section 5). */
    private static boolean isTextDelta(ServerEvent event) {
        return event instanceof ServerEvent.ResponseOutputTextDelta
                || event instanceof ServerEvent.ResponseOutputAudioTranscriptDelta
                || event instanceof ServerEvent.ResponseFunctionCallArgumentsDelta
                || event instanceof ServerEvent.ConversationItemInputAudioTranscriptionDelta;
    }

    private String padding(@Nullable String delta) {
        StringBuilder out = new StringBuilder();
        int length = PADDED_TO - (delta == null ? 0 : delta.length()) % PADDED_TO;
        for (int i = 0; i < length; i++) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString();
    }
}
