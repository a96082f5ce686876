package dev.bargein.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** What is known about where output goes. */
final class Terminal {
    /** Said when {@link java.io.PrintWriter#checkError} of standard output tells that something was lost. */
    static final String CANNOT_WRITE =
            "cannot write all of it to standard output: is the disk full, or has its reader ended?";

    private Terminal() {}

    /** Lets nothing more reach standard output: libwebrtc writes to it when the process exits. */
    static void closeOutput() {
        System.out.flush();
        try {
            new FileOutputStream(FileDescriptor.out).close();
        } catch (IOException e) {
            // Then the two lines are seen; no reason to fail for.
        }
    }

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
