package dev.bargein.client.internal.tool;

import dev.bargein.client.ToolParameter;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a function as a record: its schema, and how JSON is read into it. */
public final class RecordArguments {
    private static final int MAX_DEPTH = 16;

    private RecordArguments() {}

    private record Component(String name, Class<?> raw, Type type, String description, boolean required) {}

    /**
     * The JSON schema of a record.
     *
     * @throws IllegalArgumentException when it is none, or has components that no JSON value fits
     */
    public static JsonObject schema(Class<?> type) {
        return object(type, 0);
    }

    private static JsonObject object(Class<?> type, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "The record " + type.getName() + " contains itself, or is nested too deep");
        }
        JsonObject properties = JsonObject.EMPTY;
        List<JsonValue> required = new ArrayList<>();
        for (Component c : components(type)) {
            JsonObject schema = value(c.raw(), c.type(), c.name(), depth);
            properties = properties.with(
                    c.name(), c.description().isEmpty() ? schema : schema.with("description", c.description()));
            if (c.required()) {
                required.add(JsonValue.of(c.name()));
            }
        }
        return JsonObject.EMPTY
                .with("type", "object")
                .with("properties", properties)
                .with("required", new JsonArray(required))
                .with("additionalProperties", JsonValue.of(false));
    }

    private static JsonObject value(Class<?> raw, Type type, String name, int depth) {
        if (raw == String.class) {
            return JsonObject.EMPTY.with("type", "string");
        } else if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return JsonObject.EMPTY.with("type", "integer");
        } else if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) {
            return JsonObject.EMPTY.with("type", "number");
        } else if (raw == boolean.class || raw == Boolean.class) {
            return JsonObject.EMPTY.with("type", "boolean");
        } else if (raw == JsonValue.class) {
            return JsonObject.EMPTY;
        } else if (raw == JsonObject.class) {
            return JsonObject.EMPTY.with("type", "object");
        } else if (raw.isEnum()) {
            List<JsonValue> names = new ArrayList<>();
            for (Object constant : raw.getEnumConstants()) {
                names.add(JsonValue.of(((Enum<?>) constant).name()));
            }
            return JsonObject.EMPTY.with("type", "string").with("enum", new JsonArray(names));
        } else if (raw == List.class && type instanceof ParameterizedType p) {
            Type item = p.getActualTypeArguments()[0];
            return JsonObject.EMPTY
                    .with("type", "array")
                    .with("items", value(rawOf(item, name), item, name, depth + 1));
        } else if (isRecord(raw)) {
            return object(raw, depth + 1);
        }
        throw new IllegalArgumentException("The component '" + name + "' is a " + type
                + ", which no argument can be read into: use a String, a number, a boolean, an enum, a record, or a List of"
                + " these");
    }

    /**
     * Reads JSON that fits the schema of a record.
     *
     * @throws IllegalArgumentException with the path and what is wrong there
     */
    public static <A> A read(JsonObject json, Class<A> type) {
        return object(json, type, "");
    }

    private static <A> A object(JsonObject json, Class<A> type, String path) {
        List<Component> components = components(type);
        Class<?>[] types = new Class<?>[components.size()];
        @Nullable Object[] values = new Object[components.size()];
        for (int i = 0; i < types.length; i++) {
            Component c = components.get(i);
            types[i] = c.raw();
            JsonValue value = json.get(c.name());
            String at = ArgumentsSchema.path(path, c.name());
            if (value == null || value instanceof JsonValue.JsonNull) {
                if (c.required()) {
                    throw ArgumentsSchema.wrong(at, "is missing");
                }
                values[i] = absent(c.raw());
            } else {
                values[i] = read(value, c.raw(), c.type(), at);
            }
        }
        try {
            Constructor<A> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            // The record refuses what it was given.
            Throwable cause = e.getCause();
            throw new IllegalArgumentException(cause == null ? "refused" : String.valueOf(cause.getMessage()), cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a " + type.getName() + ": open its package to this one", e);
        }
    }

    private static @Nullable Object absent(Class<?> raw) {
        if (raw == int.class) {
            return 0;
        } else if (raw == long.class) {
            return 0L;
        } else if (raw == double.class) {
            return 0.0;
        } else if (raw == float.class) {
            return 0f;
        }
        return raw == boolean.class ? false : null;
    }

    private static Object read(JsonValue value, Class<?> raw, Type type, String path) {
        if (raw == JsonValue.class) {
            return value;
        } else if (value instanceof JsonValue.JsonString s && raw == String.class) {
            return s.value();
        } else if (value instanceof JsonValue.JsonString s && raw.isEnum()) {
            return constant(raw, s.value(), path);
        } else if (value instanceof JsonValue.JsonBoolean b && (raw == boolean.class || raw == Boolean.class)) {
            return b.value();
        } else if (value instanceof JsonValue.JsonNumber n) {
            return number(n, raw, path);
        } else if (value instanceof JsonArray array && raw == List.class && type instanceof ParameterizedType p) {
            Type item = p.getActualTypeArguments()[0];
            List<Object> out = new ArrayList<>();
            for (int i = 0; i < array.values().size(); i++) {
                out.add(read(array.values().get(i), rawOf(item, path), item, path + "[" + i + "]"));
            }
            return List.copyOf(out);
        } else if (value instanceof JsonObject object && raw == JsonObject.class) {
            return object;
        } else if (value instanceof JsonObject object && isRecord(raw)) {
            return object(object, raw, path);
        }
        throw ArgumentsSchema.wrong(path, "must not be " + ArgumentsSchema.nameOf(value));
    }

    private static Object constant(Class<?> raw, String name, String path) {
        for (Object constant : raw.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw ArgumentsSchema.wrong(path, "has no choice '" + name + "'");
    }

    private static Object number(JsonValue.JsonNumber n, Class<?> raw, String path) {
        double value = n.doubleValue();
        if (raw == double.class || raw == Double.class) {
            return value;
        } else if (raw == float.class || raw == Float.class) {
            return (float) value;
        }
        boolean small = raw == int.class || raw == Integer.class;
        boolean whole = small || raw == long.class || raw == Long.class;
        if (whole && value == Math.rint(value)) {
            long exact = n.longValue();
            if (small && exact == (int) exact) {
                return (int) exact;
            } else if (!small && Math.abs(value) < 0x1p63) {
                return exact;
            }
        }
        throw ArgumentsSchema.wrong(path, "must not be the number " + n.literal());
    }

    private static Class<?> rawOf(Type type, String name) {
        if (type instanceof Class<?> c) {
            return c;
        } else if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> c) {
            return c;
        }
        throw new IllegalArgumentException("'" + name + "' is a list of " + type + ", which cannot be read");
    }

    private static boolean isRecord(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        return parent != null && parent.getName().equals("java.lang.Record");
    }

    private static List<Component> components(Class<?> type) {
        if (!isRecord(type)) {
            throw new IllegalArgumentException("The arguments of a tool are read into a record, but " + type.getName()
                    + " is none; or give a JSON schema, and read them yourself");
        }
        List<Component> out = new ArrayList<>();
        try {
            // By name, as older Androids have records without their reflection.
            Object[] components =
                    (Object[]) Class.class.getMethod("getRecordComponents").invoke(type);
            for (Object component : components) {
                Class<?> c = component.getClass();
                String name = (String) c.getMethod("getName").invoke(component);
                Class<?> raw = (Class<?>) c.getMethod("getType").invoke(component);
                Type generic = (Type) c.getMethod("getGenericType").invoke(component);
                ToolParameter about = type.getDeclaredField(name).getAnnotation(ToolParameter.class);
                out.add(new Component(
                        name, raw, generic, about == null ? "" : about.value(), about == null || about.required()));
            }
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "This machine cannot look into the record " + type.getName() + ": give the tool a JSON schema", e);
        }
        return out;
    }
}
