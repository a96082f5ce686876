package dev.bargein.core.internal.playout;

import dev.bargein.core.PlayoutReport;

/**
 * The response that sounds in a live stream: where its sound lies, and how far it was played.
 *
 * <p>Positions are samples since the stream began. Not thread-safe.
 */
final class SoundingResponse {
    private static final int FRAME = SampleRing.FRAME;

    /** How far it came. */
    private enum Phase {
        /** There is none. */
        NONE,
        /** Its sound arrives. */
        ARRIVING,
        /** All its sound has arrived. */
        COMPLETE
    }

    private Phase phase = Phase.NONE;
    private String id = "";
    /** Where it began, counted as if it had no gap but the last. */
    private long from;

    private long soundEnd;
    /** A stretch that counts as nothing: the server's buffer had run out of this response for a while. */
    private long gapFrom;

    private long gapTo;
    /** Silences within what is being counted. */
    private long silent;
    /** Until this frame, sound after a silence is where the response goes on after such a gap; 0 when none is awaited. */
    private long goesOnUntil;

    /** Begins with a response at a position; its sound so far ends at another. */
    void begin(String responseId, long at, long soundEndsAt) {
        id = responseId;
        phase = Phase.ARRIVING;
        from = at;
        gapFrom = at;
        gapTo = at;
        goesOnUntil = 0;
        silent = 0;
        soundEnd = Math.max(at, soundEndsAt);
    }

    /** There is none from here on. */
    void clear() {
        id = "";
        phase = Phase.NONE;
    }

    /** Nothing more of it arrives. */
    void complete() {
        phase = Phase.COMPLETE;
    }

    boolean isNone() {
        return id.isEmpty();
    }

    boolean is(String responseId) {
        return id.equals(responseId);
    }

    String id() {
        return id;
    }

    boolean isComplete() {
        return phase == Phase.COMPLETE;
    }

    /** Whether all of it was played, up to a position. */
    boolean endedAt(long position) {
        return phase == Phase.COMPLETE && !id.isEmpty() && position >= soundEnd;
    }

    /** Whether it was being played, or was to be, at a position. */
    boolean lastsAt(long position) {
        return !id.isEmpty() && !endedAt(position);
    }

    /** Whether it begins or ends between two positions. */
    boolean hasBoundary(long before, long after) {
        boolean begun = after > from && before <= from;
        boolean over = phase == Phase.COMPLETE && after >= soundEnd && before < soundEnd;
        return begun || over;
    }

    /**
     * A frame of sound arrived.
     *
     * @param silence how many frames of silence were before it
     * @return whether what is known of it changed
     */
    boolean observeSound(long frame, int silence) {
        boolean changed = false;
        if (frame >= goesOnUntil) {
            goesOnUntil = 0;
        } else if (silence >= OnsetDetector.DRAINED_FRAMES) {
            gap(frame);
            changed = true;
        }
        if (phase != Phase.COMPLETE) {
            long silentSamples = frame * FRAME - soundEnd;
            if (silentSamples > 0 && soundEnd > from && gapTo <= soundEnd) {
                silent += silentSamples;
                changed = true;
            }
            soundEnd = (frame + 1) * FRAME;
        }
        return changed;
    }

    /**
     * It has more to say after all.
     *
     * @param until the frame until which sound after a silence is of it, when it was not complete
     * @param lastSoundEnd where the last sound of the stream ended
     */
    void goOn(SampleRing ring, long until, long lastSoundEnd) {
        boolean over = phase == Phase.COMPLETE;
        phase = Phase.ARRIVING;
        goesOnUntil = over ? Long.MAX_VALUE : until;
        for (long frame = soundEnd / FRAME; over && goesOnUntil > 0 && frame < ring.frames(); frame++) {
            if (ring.sound(frame)) {
                gap(frame);
                soundEnd = lastSoundEnd;
            }
        }
    }

    private void gap(long untilFrame) {
        from += gapTo - gapFrom;
        gapFrom = soundEnd;
        gapTo = untilFrame * FRAME;
        goesOnUntil = 0;
    }

    /** Where it would have begun without any gap. */
    long beginWithoutGaps() {
        return from + gapTo - gapFrom;
    }

    long soundEnd() {
        return soundEnd;
    }

    long silent() {
        return silent;
    }

    /** Where in the response its last break is; negative when there was none. */
    long brokeOffAt() {
        return gapTo > gapFrom ? gapFrom - from : -1;
    }

    /** How many samples of it were played, up to a position. */
    long playedUntil(long position) {
        if (id.isEmpty()) {
            return 0;
        }
        long until = Math.min(position, soundEnd);
        long inGap = Math.max(0, Math.min(until, gapTo) - gapFrom);
        return Math.max(0, until - inGap - from);
    }

    /** How much of it has arrived. */
    PlayoutReport.Arrival arrival() {
        long samples = Math.max(0, soundEnd - from - (gapTo - gapFrom));
        return new PlayoutReport.Arrival(id, samples, isComplete(), brokeOffAt(), silent, samples);
    }
}
