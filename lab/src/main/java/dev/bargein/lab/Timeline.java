package dev.bargein.lab;

import java.util.List;

/**
 * What was heard and what happened in a trial, around {@code t0}, for drawing.
 *
 * <p>Times are milliseconds relative to {@code t0} on the clock of the ear.
 *
 * <p>Immutable.
 */
public final class Timeline {
    /** The length of a frame. */
    public static final int FRAME_MS = 10;

    /** Nothing was heard and nothing happened. */
    public static final Timeline EMPTY = new Timeline(0, new byte[0], new byte[0], List.of());

    private static final Sound[] SOUNDS = Sound.values();

    private final double startMs;
    private final byte[] peaks;
    private final byte[] sounds;
    private final List<Mark> marks;

    private Timeline(double startMs, byte[] peaks, byte[] sounds, List<Mark> marks) {
        this.startMs = startMs;
        this.peaks = peaks;
        this.sounds = sounds;
        this.marks = List.copyOf(marks);
    }

    /**
     * A timeline.
     *
     * @param startMs the beginning of the first frame
     * @param peaks the loudness of each frame, from 0 to 1
     * @param sounds what is heard in each frame, as many as there are peaks
     * @param marks what happened, in any order
     */
    public static Timeline of(double startMs, double[] peaks, Sound[] sounds, List<Mark> marks) {
        if (peaks.length != sounds.length) {
            throw new IllegalArgumentException(peaks.length + " peaks but " + sounds.length + " sounds");
        }
        byte[] peakBytes = new byte[peaks.length];
        byte[] soundBytes = new byte[peaks.length];
        for (int i = 0; i < peaks.length; i++) {
            peakBytes[i] = (byte) Math.round(Math.max(0, Math.min(1, peaks[i])) * Byte.MAX_VALUE);
            soundBytes[i] = (byte) sounds[i].ordinal();
        }
        return new Timeline(startMs, peakBytes, soundBytes, marks);
    }

    /** The beginning of the first frame. */
    public double startMs() {
        return startMs;
    }

    /** The end of the last frame. */
    public double endMs() {
        return startMs + (double) FRAME_MS * peaks.length;
    }

    /** The number of frames. */
    public int frames() {
        return peaks.length;
    }

    /** The loudness of a frame, from 0 to 1. */
    public double peak(int frame) {
        return peaks[frame] / (double) Byte.MAX_VALUE;
    }

    /** What is heard in a frame. */
    public Sound sound(int frame) {
        return SOUNDS[sounds[frame]];
    }

    /** What happened. */
    public List<Mark> marks() {
        return marks;
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return peaks.length == 0 && marks.isEmpty();
    }

    /** What is heard in a frame. */
    public enum Sound {
        /** Nothing audible. */
        SILENCE,
        /** The first response, before t0. */
        HEARD,
        /** The interrupted response, after t0. */
        LEAKED,
        /** A later response. */
        NEXT,
        /** Something else. */
        OTHER
    }

    /** Who did something. */
    public enum Lane {
        /** The application. */
        APP,
        /** The client, by an event to the server. */
        CLIENT,
        /** The server, by an event to the client. */
        SERVER
    }

    /**
     * Something that happened.
     *
     * @param lane who did it
     * @param atMs when
     * @param name what, such as {@code response.cancel}
     * @param detail more about it, such as {@code audio_end_ms 2310}; empty when there is nothing to say
     * @param minor whether it is one of many alike, to be drawn without its name
     */
    public record Mark(Lane lane, double atMs, String name, String detail, boolean minor) {}
}
