package dev.bargein.simulator.internal.values;

import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import org.jspecify.annotations.Nullable;

/** About how many bytes of heap a value takes, for budgets. */
public final class Footprint {
    private static final int STRING_BYTES = 48;
    private static final int VALUE_BYTES = 32;
    private static final int MEMBER_BYTES = 64;
    private static final int OBJECT_BYTES = 96;
    private static final char LAST_LATIN_1 = 0xff;

    private Footprint() {}

    /** Of a text; nothing for none. */
    public static long of(@Nullable String text) {
        return text == null ? 0 : STRING_BYTES + (long) text.length() * (isLatin1(text) ? 1 : 2);
    }

    /** Of a JSON value and all that it holds. */
    public static long of(@Nullable JsonValue value) {
        if (value instanceof JsonValue.JsonString text) {
            return VALUE_BYTES + of(text.value());
        }
        if (value instanceof JsonValue.JsonNumber number) {
            return VALUE_BYTES + of(number.literal());
        }
        long bytes = OBJECT_BYTES;
        if (value instanceof JsonArray array) {
            for (JsonValue element : array.values()) {
                bytes += Long.BYTES + of(element);
            }
        } else if (value instanceof JsonObject object) {
            for (var member : object.members().entrySet()) {
                bytes += MEMBER_BYTES + of(member.getKey()) + of(member.getValue());
            }
        } else {
            bytes = VALUE_BYTES;
        }
        return bytes;
    }

    /** Of an item without its sound. */
    public static long of(Item item) {
        long bytes = 2 * OBJECT_BYTES
                + of(item.id())
                + of(item.callId())
                + of(item.name())
                + of(item.arguments())
                + of(item.output());
        for (ContentPart part : item.content()) {
            bytes += OBJECT_BYTES + of(part.text()) + of(part.transcript());
        }
        return bytes;
    }

    private static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_LATIN_1) {
                return false;
            }
        }
        return true;
    }
}
