package dev.bargein.cli.rooms.broken.simulator.internal.http;

/** Stands above the rules. */
public record UpperLayer() {}
