package dev.bargein.protocol;

/**
 * The first line of a trace: when it began, and what of the conversation it holds.
 *
 * @param wallUnixMs when the trace began, in milliseconds of Unix time; the only wall-clock time in it
 * @param includesText whether it holds what was said and written; otherwise the lengths only
 * @param includesAudio whether it holds the audio; otherwise sizes, durations and checksums only
 * @param info what else to say, such as the transport and the dialect; secrets in it are not written, nor texts unless
 *     they are included
 */
public record TraceHeader(long wallUnixMs, boolean includesText, boolean includesAudio, JsonObject info) {

    /** A trace that shows types, ids, sizes and times only, and so neither words nor voices. */
    public static TraceHeader at(long wallUnixMs) {
        return new TraceHeader(wallUnixMs, false, false, JsonObject.EMPTY);
    }

    /** A copy for a trace that holds what was said and written. */
    public TraceHeader withText() {
        return new TraceHeader(wallUnixMs, true, includesAudio, info);
    }

    /** A copy for a trace that holds the audio. */
    public TraceHeader withAudio() {
        return new TraceHeader(wallUnixMs, includesText, true, info);
    }

    /** A copy that says something else besides. */
    public TraceHeader withInfo(JsonObject other) {
        return new TraceHeader(wallUnixMs, includesText, includesAudio, other);
    }
}
