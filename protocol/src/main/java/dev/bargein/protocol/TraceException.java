package dev.bargein.protocol;

/** A file that is not a trace, or one beyond its limits; the message names the line. Immutable. */
public class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long line;

    /**
     * A refusal.
     *
     * @param line the line at fault, from 1
     * @param why what is wrong with it, for people
     */
    public TraceException(long line, String why) {
        super("Line " + line + " of the trace: " + why);
        this.line = line;
    }

    /** The line at fault, from 1. */
    public long line() {
        return line;
    }
}
