package dev.bargein.core.world;

/**
 * Random numbers by name instead of by order: the draw for (what, which) stays the same when other things are left out,
 * so that a shrunk script still meets the same server and the same network.
 */
record SeededRandom(long seed) {
    static final int PLAN = 1;
    static final int GENERATION = 2;
    static final int PAUSE = 3;
    static final int SAMPLE = 4;
    static final int UP = 5;
    static final int DOWN = 6;
    static final int FAULT = 7;
    static final int GARBAGE = 8;
    static final int QUIRK = 9;
    static final int SPEAKER = 10;
    static final int MEDIA = 11;
    static final int SCRIPT = 12;
    static final int SETUP = 13;
    static final int WAKE = 14;
    static final int APPLICATION = 15;

    /** 64 well-mixed bits (the finalizer of SplittableRandom). */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    long bits(int what, long which) {
        return mix(mix(seed + 0x9e3779b97f4a7c15L * what) + 0x9e3779b97f4a7c15L * which);
    }

    /** A number in [low, high]. */
    int in(int what, long which, int low, int high) {
        return low + (int) Long.remainderUnsigned(bits(what, which), high - low + 1L);
    }

    boolean permille(int what, long which, int chance) {
        return Long.remainderUnsigned(bits(what, which), 1000) < chance;
    }
}
