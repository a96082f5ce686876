package dev.bargein.core.world;

/** An invariant does not hold. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String invariant;

    Violation(String invariant, long nowNanos, String detail) {
        super(invariant + " at " + nowNanos / 1_000_000 + " ms: " + detail);
        this.invariant = invariant;
    }

    String invariant() {
        return invariant;
    }
}
