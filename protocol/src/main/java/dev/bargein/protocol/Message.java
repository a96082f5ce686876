package dev.bargein.protocol;

/**
 * An event together with the JSON that it came in, so that unknown fields survive a round trip (invariant I13).
 *
 * @param event the typed event
 * @param json the whole object as it came
 */
public record Message<E>(E event, JsonObject json) {}
