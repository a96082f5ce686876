package dev.bargein.simulator.internal.rules;

import dev.bargein.protocol.ServerEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks the names of server events in faults, translates them between dialects, and expands {@code prefix.*}. */
public final class EventTypes {
    private static final Map<String, String> BETA_PREFIXES = Map.of(
            "response.audio.", "response.output_audio.",
            "response.audio_transcript.", "response.output_audio_transcript.",
            "response.text.", "response.output_text.");
    private static final Set<String> KNOWN = new TreeSet<>();

    static {
        for (Class<?> event : ServerEvent.class.getPermittedSubclasses()) {
            try {
                KNOWN.add((String) event.getField("TYPE").get(null));
            } catch (NoSuchFieldException unknown) {
                // What has no name of its own stands for events that nobody knows.
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("every event's TYPE is public", e);
            }
        }
    }

    private EventTypes() {}

    /**
     * The GA name of a type, or of a beginning of types that ends in a star.
     *
     * @throws IllegalArgumentException when no server sends such an event
     */
    public static String known(String name) {
        String ga = name;
        for (Map.Entry<String, String> prefix : BETA_PREFIXES.entrySet()) {
            if (name.startsWith(prefix.getKey())) {
                ga = prefix.getValue() + name.substring(prefix.getKey().length());
            }
        }
        String wanted = ga;
        if (KNOWN.stream().noneMatch(type -> matches(wanted, type))) {
            throw new IllegalArgumentException("no server sends '" + (name.length() > 80 ? name.substring(0, 80) : name)
                    + "': write the type of an event, such as response.done, or response.* for all of a kind");
        }
        return wanted;
    }

    /** Whether one of the names means this type. */
    public static boolean match(Set<String> names, String type) {
        for (String name : names) {
            if (matches(name, type)) {
                return true;
            }
        }
        return false;
    }

    public static boolean matches(String name, String type) {
        return name.endsWith("*") ? type.startsWith(name.substring(0, name.length() - 1)) : type.equals(name);
    }
}
