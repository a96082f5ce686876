package dev.bargein.cli.rooms.broken.simulator.internal.rules;

import dev.bargein.cli.rooms.broken.simulator.internal.http.UpperLayer;

/** A rule that knows HTTP. */
public record LooksUpwards(UpperLayer above) {}
