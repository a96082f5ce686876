package dev.bargein.cli.rooms.broken.core;

/** The other one of that name. */
public record Twin() {}
