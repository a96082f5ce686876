package dev.bargein.cli.rooms.broken.simulator.internal;

public final class Hidden {}
