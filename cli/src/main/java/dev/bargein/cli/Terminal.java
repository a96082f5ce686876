package dev.bargein.cli;

/** What is known about where output goes. */
final class Terminal {
    private Terminal() {}

    /** Whether a person watches. */
    static boolean isWatched() {
        String term = System.getenv("TERM");
        return System.console() != null && term != null && !term.equals("dumb");
    }

    /** Whether colours are welcome (https://no-color.org). */
    static boolean isColoured() {
        String refused = System.getenv("NO_COLOR");
        return isWatched() && (refused == null || refused.isEmpty());
    }
}
