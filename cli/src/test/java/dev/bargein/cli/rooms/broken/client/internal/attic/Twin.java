package dev.bargein.cli.rooms.broken.client.internal.attic;

/** One of two of that name, in a package without a layer. */
public record Twin() {}
