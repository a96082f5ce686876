package dev.bargein.client;

import dev.bargein.client.internal.tool.ArgumentsSchema;
import dev.bargein.client.internal.tool.RecordArguments;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A function that the model may call (docs/protocol.md, section 1c).
 *
 * <p>Give tools to {@link RealtimeSession.Builder#tool}: the session tells the model of them, calls them off the path of
 * sound, sends their outputs, and asks for one answer when all calls of a response have theirs. After a {@link
 * RealtimeSession#stop} outputs are still sent, as the model waits for them, but nothing is said about them.
 *
 * <p>Arguments come from a model and can be anything: they are checked against the schema first, and a call that does not
 * fit is answered with what is wrong about it. A function that fails or takes too long is answered with an error too.
 *
 * <p>Immutable.
 */
public final class Tool {
    /** How long a call may take unless {@link #withTimeout} says otherwise, in seconds. */
    public static final int TIMEOUT_S = 20;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final String name;
    private final String description;
    private final JsonObject parameters;
    private final ToolFunction<JsonObject> function;
    private final Duration timeout;
    private final boolean spoken;

    private Tool(
            String name,
            String description,
            JsonObject parameters,
            ToolFunction<JsonObject> function,
            Duration timeout,
            boolean spoken) {
        this.name = name;
        this.description = description;
        this.parameters = parameters;
        this.function = function;
        this.timeout = timeout;
        this.spoken = spoken;
    }

    /**
     * A tool whose arguments are read into a record; its JSON schema follows from the components. Those can be {@code
     * String}, {@code int}, {@code long}, {@code double}, {@code float}, {@code boolean} and their boxes, enums, records,
     * {@link JsonValue}, and {@code List}s of these; {@link ToolParameter} says more of one.
     *
     * @param name 1 to 64 letters, digits, {@code _} and {@code -}
     * @param description for the model: what it does and when to call it
     * @param arguments the record
     * @throws IllegalArgumentException when the name or a component is none of these
     * @throws UnsupportedOperationException on an Android that has no reflection of records (before API 34): give a schema
     */
    public static <A> Tool of(String name, String description, Class<A> arguments, ToolFunction<A> function) {
        JsonObject schema = RecordArguments.schema(arguments);
        Function<JsonObject, A> reader = json -> RecordArguments.read(json, arguments);
        return of(name, description, schema, json -> function.call(reader.apply(json)));
    }

    /**
     * A tool with a schema of its own.
     *
     * @param name 1 to 64 letters, digits, {@code _} and {@code -}
     * @param description for the model: what it does and when to call it
     * @param parameters the JSON schema of the arguments, an object; {@code type}, {@code properties}, {@code required},
     *     {@code items} and {@code enum} are checked before a call, all else is for the model alone
     */
    public static Tool of(String name, String description, JsonObject parameters, ToolFunction<JsonObject> function) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a tool is 1 to 64 letters, digits, '_' and '-', but this one is '" + name + "'");
        }
        return new Tool(name, description, parameters, function, Duration.ofSeconds(TIMEOUT_S), true);
    }

    /**
     * A copy with another deadline.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public Tool withTimeout(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("A call needs some time, but its limit is " + limit);
        }
        return new Tool(name, description, parameters, function, limit, spoken);
    }

    /** A copy whose output the model is told without being asked to speak about it. */
    public Tool unspoken() {
        return new Tool(name, description, parameters, function, timeout, false);
    }

    /** What the model calls it. */
    public String name() {
        return name;
    }

    /** What the model knows of it. */
    public String description() {
        return description;
    }

    /** The JSON schema of its arguments. */
    public JsonObject parameters() {
        return parameters;
    }

    /** How long a call may take. */
    public Duration timeout() {
        return timeout;
    }

    /** Whether the model is asked to speak about its output. */
    public boolean isSpoken() {
        return spoken;
    }

    /** What a session says of it, as {@code session.tools} has it in both dialects. */
    public JsonObject toJson() {
        return JsonObject.EMPTY
                .with("type", "function")
                .with("name", name)
                .with("description", description)
                .with("parameters", parameters);
    }

    /**
     * Calls it, on this thread.
     *
     * @throws IllegalArgumentException when the arguments do not fit the schema, with what is wrong
     * @throws Exception what the function throws
     */
    public String call(JsonObject arguments) throws Exception {
        ArgumentsSchema.check(parameters, arguments);
        return function.call(arguments);
    }

    @Override
    public String toString() {
        return "Tool[" + name + "]";
    }
}
