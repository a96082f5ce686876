package dev.bargein.protocol;

import dev.bargein.protocol.internal.JsonReader;
import dev.bargein.protocol.internal.JsonWriter;

/**
 * Reads and writes JSON (RFC 8259, strict).
 *
 * <p>Numbers keep their spelling. Of members with the same name the last wins. Strings may hold halves of UTF-16
 * surrogate pairs, which are written as escapes so that they survive UTF-8; names may not.
 */
public final class Json {
    private Json() {}

    /**
     * Reads one value.
     *
     * @param text the whole text; white space may surround the value
     * @param limits what to take at most
     * @throws ProtocolException with {@link ErrorCodes#INVALID_JSON} when it is not JSON, with
     *     {@link ErrorCodes#MESSAGE_TOO_LARGE} when it exceeds a limit; the message quotes nothing of the text
     */
    public static JsonValue parse(String text, CodecLimits limits) {
        return JsonReader.read(text, limits);
    }

    /**
     * Reads one object.
     *
     * @param text the whole text
     * @param limits what to take at most
     * @throws ProtocolException as {@link #parse}, and with {@link ErrorCodes#INVALID_EVENT} when it is another value
     */
    public static JsonObject parseObject(String text, CodecLimits limits) {
        JsonValue value = parse(text, limits);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new ProtocolException(
                ErrorCodes.INVALID_EVENT,
                "Invalid event: expected an object, but got " + JsonReader.kindOf(value) + " instead.");
    }

    /** Writes a value without white space, members in their order. */
    public static String write(JsonValue value) {
        return JsonWriter.write(value);
    }
}
