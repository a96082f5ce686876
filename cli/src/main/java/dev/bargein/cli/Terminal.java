package dev.bargein.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What is known about where output goes. */
final class Terminal {
    /** Said when {@link java.io.PrintWriter#checkError} of standard output tells that something was lost. */
    static final String CANNOT_WRITE =
            "cannot write all of it to standard output: is the disk full, or has its reader ended?";

    private static final byte[] NO_MEMORY =
            "bargein: memory has run out; give Java more (BARGEIN_JAVA_OPTS=-Xmx2g), or ask less at a time\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final FileOutputStream ERRORS = new FileOutputStream(FileDescriptor.err);

    private Terminal() {}

    /** Says that memory has run out, and ends the process at once, needing none itself. */
    static void endWithoutMemory() {
        try {
            ERRORS.write(NO_MEMORY);
        } catch (IOException e) {
            // Nobody reads it.
        }
        Runtime.getRuntime().halt(Failures.FAILED);
    }

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
