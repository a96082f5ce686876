package dev.bargein.protocol.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ResponseOptions;
import java.util.ArrayList;
import java.util.List;

/** Writes the options of a response in the shape of a dialect (docs/protocol.md, section 3). */
public final class ResponseShape {
    private ResponseShape() {}

    /** The member {@code response} of {@code response.create}. */
    public static JsonObject toJson(ResponseOptions options, Dialect dialect) {
        Members out = new Members(dialect).putIfPresent("instructions", options.instructions());
        Boolean textOnly = options.textOnly();
        if (textOnly != null) {
            boolean ga = dialect == Dialect.GA;
            // The beta interface wants text beside sound, the other refuses it.
            List<JsonValue> modalities = textOnly
                    ? List.of(JsonValue.of("text"))
                    : ga ? List.of(JsonValue.of("audio")) : List.of(JsonValue.of("audio"), JsonValue.of("text"));
            out.put(ga ? "output_modalities" : "modalities", new JsonArray(modalities));
        }
        if (options.outOfBand()) {
            out.put("conversation", "none");
        }
        List<Item> input = options.input();
        if (input != null) {
            List<JsonValue> items = new ArrayList<>();
            for (Item item : input) {
                items.add(Parts.item(item, dialect));
            }
            out.put("input", new JsonArray(items));
        }
        Integer tokens = options.maxOutputTokens();
        if (tokens != null) {
            out.put("max_output_tokens", JsonValue.of(tokens));
        }
        if (!options.metadata().isEmpty()) {
            out.put("metadata", options.metadata());
        }
        return Trees.overlay(out.done(), options.extra());
    }
}
