package dev.bargein.cli.rooms.broken.core;

import java.util.UUID;
import java.util.function.Supplier;

final class RollsDice {
    /** A reference counts as a call. */
    static final Supplier<UUID> DICE = UUID::randomUUID;

    private RollsDice() {}
}
