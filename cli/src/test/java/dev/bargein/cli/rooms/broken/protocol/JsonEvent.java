package dev.bargein.cli.rooms.broken.protocol;

import com.fasterxml.jackson.core.JsonToken;

/** Its package is not {@code @NullMarked} either. */
public record JsonEvent(JsonToken token) {}
