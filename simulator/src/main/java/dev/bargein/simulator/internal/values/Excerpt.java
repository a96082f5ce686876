package dev.bargein.simulator.internal.values;

import org.jspecify.annotations.Nullable;

/** Pieces of requests, made fit to be repeated in an answer. */
public final class Excerpt {
    private static final int MAX_CHARACTERS = 100;

    private Excerpt() {}

    /** The first 100 characters, with everything but printable ASCII replaced by question marks; empty for null. */
    public static String of(@Nullable String text) {
        String safe = text == null ? "" : text.replaceAll("[^\\x20-\\x7e]", "?");
        return safe.length() <= MAX_CHARACTERS ? safe : safe.substring(0, MAX_CHARACTERS) + "…";
    }
}
