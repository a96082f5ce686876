package dev.bargein.protocol;

import java.util.Locale;

/** What an entry of a trace is about. */
public enum TraceDirection {
    /** An event that came from the server. */
    IN,
    /** An event that went to the server. */
    OUT,
    /** What the application asked for or was told. */
    APP,
    /** What happened to audio. */
    MEDIA,
    /** A remark of the one who traces. */
    NOTE;

    /** Its name in a trace. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
