package dev.bargein.simulator.internal.rules;

import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.JsonValue.JsonBoolean;
import dev.bargein.protocol.JsonValue.JsonNumber;
import dev.bargein.protocol.JsonValue.JsonString;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a value has to be for the service to take it. What is wrong is refused in the words of the real service, with the
 * path of the field (docs/protocol.md, section 4d).
 *
 * <p>Immutable.
 */
@FunctionalInterface
public interface Rule {
    /** Anything. */
    Rule ANY = (path, value) -> {};

    /** True or false. */
    Rule FLAG = (path, value) -> {
        if (!(value instanceof JsonBoolean)) {
            throw EventRefusal.invalidType(path, "a boolean", value);
        }
    };

    /** A string of any length that fits into a message. */
    Rule TEXT = (path, value) -> textOf(path, value);

    /** Throws an {@link EventRefusal} when the value is not as it has to be. */
    void check(String path, JsonValue value);

    /** The same, or null. */
    default Rule orNull() {
        return (path, value) -> {
            if (!value.equals(JsonValue.NULL)) {
                check(path, value);
            }
        };
    }

    /** The rule for strings, the other one for all else. */
    default Rule orElse(Rule other) {
        return (path, value) -> (value instanceof JsonString ? this : other).check(path, value);
    }

    /** A string of at most so many characters. */
    static Rule text(int maxCharacters) {
        return (path, value) -> {
            int length = textOf(path, value).length();
            if (length > maxCharacters) {
                throw EventRefusal.above(
                        ErrorCodes.STRING_ABOVE_MAX_LENGTH, path, "string", "a string with", maxCharacters, length);
            }
        };
    }

    /** A string of a form. */
    static Rule matching(Pattern pattern, int maxCharacters) {
        return (path, value) -> {
            text(maxCharacters).check(path, value);
            if (!pattern.matcher(textOf(path, value)).matches()) {
                throw new EventRefusal(
                        ErrorCodes.INVALID_VALUE,
                        "Invalid '" + path + "': string does not match pattern. Expected a string that matches the"
                                + " pattern '" + pattern + "'.",
                        path);
            }
        };
    }

    /** One of these strings. */
    static Rule oneOf(String... allowed) {
        return oneOf(List.of(allowed));
    }

    /** One of these strings. */
    static Rule oneOf(List<String> allowed) {
        return (path, value) -> {
            String text = textOf(path, value);
            if (!allowed.contains(text)) {
                throw EventRefusal.invalidValue(text, allowed, path);
            }
        };
    }

    /** A whole number within bounds, both included. */
    static Rule whole(long least, long most) {
        return (path, value) -> {
            if (!(value instanceof JsonNumber number) || !number.isWhole()) {
                throw EventRefusal.invalidType(path, "an integer", value);
            }
            if (number.longValue() < least) {
                throw EventRefusal.outOfRange("integer", path, false, Long.toString(least), number.literal());
            }
            if (number.longValue() > most) {
                throw EventRefusal.outOfRange("integer", path, true, Long.toString(most), number.literal());
            }
        };
    }

    /** A number within bounds, both included. */
    static Rule decimal(double least, double most) {
        return (path, value) -> {
            if (!(value instanceof JsonNumber number)) {
                throw EventRefusal.invalidType(path, "a decimal", value);
            }
            if (!(number.doubleValue() >= least)) {
                throw EventRefusal.outOfRange("decimal", path, false, shortest(least), number.literal());
            }
            if (!(number.doubleValue() <= most)) {
                throw EventRefusal.outOfRange("decimal", path, true, shortest(most), number.literal());
            }
        };
    }

    /** An array of at most so many values of a kind. */
    static Rule list(int mostValues, Rule each) {
        return (path, value) -> {
            if (!(value instanceof JsonArray array)) {
                throw EventRefusal.invalidType(path, "an array", value);
            }
            int count = array.values().size();
            if (count > mostValues) {
                throw EventRefusal.above(
                        ErrorCodes.ARRAY_ABOVE_MAX_LENGTH, path, "array", "an array with", mostValues, count);
            }
            for (int i = 0; i < count; i++) {
                each.check(path + "[" + i + "]", array.values().get(i));
            }
        };
    }

    /** An object of any names, at most so many, with values of a kind. */
    static Rule map(int mostMembers, Rule name, Rule each) {
        return (path, value) -> {
            JsonObject object = objectOf(path, value);
            int count = object.members().size();
            if (count > mostMembers) {
                throw new EventRefusal(
                        ErrorCodes.OBJECT_ABOVE_MAX_PROPERTIES,
                        "Invalid '" + path + "': too many properties. Expected an object with at most " + mostMembers
                                + " properties, but got an object with " + count + " properties instead.",
                        path);
            }
            object.members().forEach((key, member) -> {
                name.check(path, JsonValue.of(key));
                each.check(path + "." + key, member);
            });
        };
    }

    /** A kind of object, by its member {@code type}. */
    record Kind(String type, ObjectRule rule) {}

    /** An object whose member {@code type} decides what else it has. */
    static Rule byType(Kind... kinds) {
        Map<String, ObjectRule> rules = new LinkedHashMap<>();
        for (Kind kind : kinds) {
            rules.put(kind.type(), kind.rule().with("type", ANY));
        }
        List<String> types = List.copyOf(rules.keySet());
        return (path, value) -> {
            JsonValue type = objectOf(path, value).get("type");
            if (type == null) {
                throw EventRefusal.missingParameter(path + ".type");
            }
            ObjectRule rule = rules.get(textOf(path + ".type", type));
            if (rule == null) {
                throw EventRefusal.invalidValue(textOf(path + ".type", type), types, path + ".type");
            }
            rule.check(path, value);
        };
    }

    /** An object without members, to be extended. */
    static ObjectRule object() {
        return new ObjectRule(Map.of(), Set.of());
    }

    /** An object of known members. */
    record ObjectRule(Map<String, Rule> members, Set<String> required) implements Rule {

        /** With one more member that may be there. */
        ObjectRule with(String name, Rule rule) {
            Map<String, Rule> more = new LinkedHashMap<>(members);
            more.put(name, rule);
            return new ObjectRule(more, required);
        }

        /** With one more member that has to be there. */
        ObjectRule requiring(String name, Rule rule) {
            Set<String> more = new LinkedHashSet<>(required);
            more.add(name);
            return new ObjectRule(with(name, rule).members, more);
        }

        @Override
        public void check(String path, JsonValue value) {
            JsonObject object = objectOf(path, value);
            object.members().forEach((name, member) -> {
                Rule rule = members.get(name);
                String inner = within(path, name);
                if (rule == null) {
                    throw EventRefusal.unknownParameter(inner);
                }
                rule.check(inner, member);
            });
            for (String name : required) {
                if (object.get(name) == null) {
                    throw EventRefusal.missingParameter(within(path, name));
                }
            }
        }

        /** The fields of an event itself have no path before their names. */
        private static String within(String path, String name) {
            return path.isEmpty() ? name : path + "." + name;
        }
    }

    private static String textOf(String path, JsonValue value) {
        if (value instanceof JsonString text) {
            return text.value();
        }
        throw EventRefusal.invalidType(path, "a string", value);
    }

    private static JsonObject objectOf(String path, JsonValue value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw EventRefusal.invalidType(path, "an object", value);
    }

    private static String shortest(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
