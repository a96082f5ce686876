package dev.bargein.core.internal.playout;

import dev.bargein.core.PlayoutReport;
import java.util.ArrayList;
import java.util.List;

/**
 * The gate before the live WebRTC stream: decides which incoming sound belongs to which response, and what is let through.
 *
 * <p>Events and media travel on different streams and overtake each other. So a shut gate keeps a backlog of what
 * arrives, and opens for a new response at its first sound: the first one after a silence that lies where the new response
 * can begin, however late the event that announces it. Positions are samples since the stream began.
 */
public final class PlayoutGate {
    private static final int FRAME = SampleRing.FRAME;

    /** Sound before this much silence is old, after it new. */
    static final int DRAINED_FRAMES = 6;

    /** The same where no event announces the new response. */
    static final int DRAINED_UNANNOUNCED_FRAMES = 30;

    /** How long old sound can still arrive after an event that the server sent later: the jitter buffer. */
    static final int JITTER_FRAMES = 6;

    /** An announcement this soon after the creation means that both were held up on their way. */
    static final int HELD_UP_FRAMES = 10;

    /** How far media is taken to overtake events while older sound was still playing. */
    public static final int OVERTAKE_FRAMES = 20;

    /** How far media is taken to lag behind events: sound this soon after the end of the old voice may still be of it. */
    public static final int LAG_FRAMES = 22;

    /** After an announcement without a silence before the new sound, open anyway. */
    static final int DRAIN_TIMEOUT_FRAMES = 40;

    /** What is on its way after the server said that it sent all. */
    static final int TAIL_FRAMES = 50;

    /** Silence that ends a response whose end nobody announces. */
    static final int UNANNOUNCED_END_FRAMES = 120;

    /** Sound that is kept behind a shut gate: 2 s. */
    static final long BACKLOG_SAMPLES = 200L * FRAME;

    /** Sound that may wait behind an open gate: 3 s. More is dropped, oldest first. */
    static final long MAX_QUEUED_SAMPLES = 300L * FRAME;

    private static final int REBUFFER_SAMPLES = 2 * FRAME;
    private static final int SKIP_SILENCE_ABOVE_SAMPLES = 4 * FRAME;

    private final SampleRing ring = new SampleRing();
    private final DriftReader reader = new DriftReader();
    private final InterruptedTail tail = new InterruptedTail();
    private boolean open = true;
    private boolean rebuffering = true;
    private int riseFrom = Fade.SAMPLES;
    private long readPosition;
    private long seenFrames;
    private long shutFrame;
    private long oldEndedFrame;
    private int silentRun = DRAINED_UNANNOUNCED_FRAMES;
    /** Where the sound that arrives now began, and how much silence was before it. */
    private long runFrame;

    private int silenceBeforeRun;
    private boolean onset;
    private long rendered;
    private long dropped;

    private String expectedId = "";
    private long expectedFrame;
    private String announcedId = "";
    private long announcedFrame;
    private long floorFrame;
    /** Sound after a long silence is new from here on, however soon it follows the creation of its response. */
    private long drainedFloorFrame;

    private String currentId = "";
    private long countFrom;
    private long lastSoundEnd;
    /** A stretch that counts as nothing: the server's buffer had run out of this response for a while. */
    private long gapFrom;

    private long gapTo;
    /** Silences within what is being counted. */
    private long silentWithin;
    /** How many frames sound came after its announcement, at least; negative while that is not known. */
    private long onsetLag = -1;
    /** Until this frame, sound after a silence is where the response goes on after such a gap; 0 when none is awaited. */
    private long goesOnUntil;

    private String endingId = "";
    private boolean endAnnounced;
    private long endFrame;
    private boolean sealed;
    private boolean changed;

    /** Takes sound as it arrives. */
    public void append(short[] pcm) {
        ring.append(pcm);
        long overflow = ring.end() - readPosition - (open ? MAX_QUEUED_SAMPLES : BACKLOG_SAMPLES);
        if (overflow > 0) {
            dropped += overflow;
            readPosition += overflow;
        }
        while (seenFrames < ring.frames()) {
            observe(seenFrames++);
        }
    }

    /** Lets nothing through until a new response begins; fills {@code fade} with what would have sounded next. */
    public int shut(short[] fade) {
        int faded = 0;
        long queued = ring.end() - readPosition;
        if (open && !rebuffering && queued > 0) {
            faded = (int) Math.min(fade.length, queued);
            ring.copy(readPosition, fade, 0, faded);
        }
        if (!currentId.isEmpty()) {
            long from = countFrom + gapTo - gapFrom;
            tail.follow(
                    currentId,
                    from,
                    lastSoundEnd,
                    brokeOffAt(),
                    silentWithin,
                    Math.max(0, onsetLag),
                    ring.frames(),
                    sealed);
            if (currentId.equals(endingId)) {
                tail.ended(currentId, endFrame);
            }
        }
        dropped += queued;
        readPosition = ring.end();
        open = false;
        shutFrame = ring.frames();
        oldEndedFrame = shutFrame - LAG_FRAMES;
        silentRun = 0;
        onset = false;
        expectedId = "";
        announcedId = "";
        currentId = "";
        endingId = "";
        sealed = false;
        changed = true;
        return faded;
    }

    /** A response may sound from here on. */
    public void expect(String responseId) {
        expectedId = responseId;
        expectedFrame = ring.frames();
        onset = false;
    }

    /** A response sounds, or is about to. */
    public void open(String responseId, boolean oldGone) {
        if (responseId.equals(endingId)) {
            endingId = "";
            if (responseId.equals(currentId)) {
                goOn();
            }
        }
        if (responseId.equals(currentId) || responseId.equals(announcedId)) {
            return;
        }
        announcedId = responseId;
        announcedFrame = ring.frames();
        boolean expected = responseId.equals(expectedId);
        if (!open) {
            boolean timely = expected && announcedFrame - expectedFrame >= HELD_UP_FRAMES;
            long held = oldEndedFrame >= shutFrame || !expected ? shutFrame : expectedFrame;
            long earliest = Math.min(announcedFrame, timely ? expectedFrame + JITTER_FRAMES : held);
            floorFrame = oldGone ? Math.max(earliest, oldEndedFrame + LAG_FRAMES) : announcedFrame;
        } else if (!currentId.isEmpty() && !ended()) {
            floorFrame = Math.max(0, announcedFrame - OVERTAKE_FRAMES);
        } else {
            floorFrame = expected ? expectedFrame : Math.max(0, announcedFrame - OVERTAKE_FRAMES);
        }
        drainedFloorFrame = floorFrame;
        if (!open && oldGone && expected) {
            long surelyNew = Math.max(shutFrame, Math.max(expectedFrame - HELD_UP_FRAMES, oldEndedFrame + LAG_FRAMES));
            drainedFloorFrame = Math.min(floorFrame, Math.min(expectedFrame, surelyNew));
        }
        long onsetFrame = findOnset(floorFrame);
        boolean longAfter = announcedFrame - floorFrame >= DRAIN_TIMEOUT_FRAMES;
        if (onsetFrame < 0 && !open && oldGone && longAfter && silentRun == 0) {
            onsetFrame = findOnset(shutFrame);
        }
        if (onsetFrame >= 0) {
            begin(responseId, onsetFrame, false);
        }
    }

    /** The response that was to end has more to say. */
    private void goOn() {
        boolean over = sealed;
        sealed = false;
        goesOnUntil = over ? Long.MAX_VALUE : ring.frames() + TAIL_FRAMES;
        for (long frame = lastSoundEnd / FRAME; over && goesOnUntil > 0 && frame < ring.frames(); frame++) {
            if (ring.sound(frame)) {
                gap(lastSoundEnd, frame);
                lastSoundEnd = (seenFrames - silentRun) * FRAME;
            }
        }
        changed = true;
    }

    private void gap(long from, long untilFrame) {
        countFrom += gapTo - gapFrom;
        gapFrom = from;
        gapTo = untilFrame * FRAME;
        goesOnUntil = 0;
        changed = true;
    }

    /** Where in the response its last break is; negative when there was none. */
    private long brokeOffAt() {
        return gapTo > gapFrom ? gapFrom - countFrom : -1;
    }

    /** No more of a response is sent. */
    public void end(String responseId, boolean announced) {
        if (!open && announced) {
            oldEndedFrame = ring.frames();
            tail.ended(responseId, ring.frames());
        }
        boolean known = responseId.equals(currentId) || responseId.equals(announcedId) || responseId.equals(expectedId);
        if (known && (!responseId.equals(endingId) || announced && !endAnnounced)) {
            endingId = responseId;
            endAnnounced = announced;
            endFrame = ring.frames();
        }
    }

    /** Fills a frame; returns whether there was anything but silence by lack. */
    public boolean render(short[] into, boolean audible) {
        if (!open) {
            return false;
        }
        long depth = ring.end() - readPosition;
        if (rebuffering && depth < REBUFFER_SAMPLES) {
            return false;
        }
        while (depth > SKIP_SILENCE_ABOVE_SAMPLES && silentAt(readPosition)) {
            readPosition += FRAME;
            dropped += FRAME;
            depth -= FRAME;
        }
        int length = into.length;
        if (depth < reader.needs(length)) {
            rebuffering = true;
            return false;
        }
        rebuffering = false;
        int consumed = reader.read(ring, readPosition, into, length, silentAt(readPosition));
        readPosition += consumed;
        if (audible) {
            rendered += consumed;
        } else {
            dropped += consumed;
        }
        reader.observe(ring.end() - readPosition);
        for (int i = 0; riseFrom < Fade.SAMPLES && i < length; i++, riseFrom++) {
            into[i] = (short) (into[i] * Fade.rise(riseFrom));
        }
        long before = readPosition - consumed;
        boolean begun = readPosition > countFrom && before <= countFrom;
        boolean over = sealed && readPosition >= lastSoundEnd && before < lastSoundEnd;
        changed |= begun || over;
        return true;
    }

    /** Whether something changed since the last call. */
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** The facts so far. */
    public PlayoutReport.Live report() {
        long played = 0;
        if (!currentId.isEmpty()) {
            long until = Math.min(readPosition, lastSoundEnd);
            long inGap = Math.max(0, Math.min(until, gapTo) - gapFrom);
            played = Math.max(0, until - inGap - countFrom);
        }
        boolean sounding = !currentId.isEmpty() && !ended() || open && soundQueued();
        return new PlayoutReport.Live(
                currentId,
                played,
                ring.end(),
                rendered,
                ring.end() - readPosition,
                dropped,
                sounding,
                ended(),
                open,
                onset);
    }

    /** How far the response that was cut off came, and the one that is being counted. */
    public List<PlayoutReport.Arrival> arrivals() {
        List<PlayoutReport.Arrival> out = new ArrayList<>();
        PlayoutReport.Arrival cutOff = tail.report();
        if (cutOff != null) {
            out.add(cutOff);
        }
        if (!currentId.isEmpty()) {
            long samples = Math.max(0, lastSoundEnd - countFrom - (gapTo - gapFrom));
            out.add(new PlayoutReport.Arrival(currentId, samples, sealed, brokeOffAt(), silentWithin, samples));
        }
        return out;
    }

    private boolean ended() {
        return !currentId.isEmpty() && sealed && readPosition >= lastSoundEnd;
    }

    private void observe(long frame) {
        boolean sound = ring.sound(frame);
        if (sound) {
            if (frame >= goesOnUntil) {
                goesOnUntil = 0;
            } else if (silentRun >= DRAINED_FRAMES) {
                gap(lastSoundEnd, frame);
            }
            long silence = frame * FRAME - lastSoundEnd;
            if (!sealed && silence > 0 && lastSoundEnd > countFrom && gapTo <= lastSoundEnd) {
                silentWithin += silence;
                changed = true;
            }
            lastSoundEnd = sealed ? lastSoundEnd : (frame + 1) * FRAME;
            onset |=
                    !open && silentRun >= DRAINED_UNANNOUNCED_FRAMES && frame >= expectedFrame && !expectedId.isEmpty();
            changed |= onset && silentRun > 0;
        }
        boolean first = sound && silentRun >= DRAINED_FRAMES;
        boolean announced = sound && isNew(frame, silentRun, floorFrame);
        if (sound && silentRun > 0) {
            runFrame = frame;
            silenceBeforeRun = silentRun;
        }
        silentRun = sound ? 0 : silentRun + 1;
        if (!open) {
            changed |= tail.observe(frame, silentRun);
        }
        if (!announcedId.isEmpty()) {
            awaitOnset(frame, announced);
        } else if (open
                && first
                && !expectedId.isEmpty()
                && frame >= expectedFrame
                && (currentId.isEmpty() || ended())) {
            begin(expectedId, frame, false);
        }
        observeEnd(frame);
    }

    private boolean isNew(long frame, int silence, long floor) {
        return silence >= DRAINED_FRAMES && frame >= floor
                || silence >= DRAINED_UNANNOUNCED_FRAMES && frame >= drainedFloorFrame;
    }

    private void awaitOnset(long frame, boolean isNew) {
        boolean outlastsTheOld = silentRun == 0 && frame > floorFrame && soundedSinceFloor();
        if (isNew || outlastsTheOld) {
            begin(announcedId, isNew ? frame : runFrame, false);
        } else if (frame - announcedFrame >= DRAIN_TIMEOUT_FRAMES && silentRun == 0) {
            long after = afterLongestSilence();
            begin(announcedId, after, !open);
        }
    }

    private void observeEnd(long frame) {
        if (endingId.isEmpty() || sealed) {
            return;
        }
        int needed = endAnnounced ? DRAINED_FRAMES : UNANNOUNCED_END_FRAMES;
        long since = frame - endFrame;
        boolean drained = since >= Math.max(needed, LAG_FRAMES) && silentRun >= needed;
        boolean late = endAnnounced && since >= TAIL_FRAMES;
        if (!endingId.equals(currentId)) {
            if (drained && endingId.equals(announcedId) && open && !currentId.isEmpty() && !ended()) {
                // It followed the one before without a gap, and both are over now.
                begin(endingId, afterLongestSilence(), false);
                sealed = true;
            } else if (drained && endingId.equals(announcedId) && !open && soundedSinceFloor()) {
                // So short that it was over before the old voice surely was.
                begin(endingId, runFrame, false);
                sealed = true;
            } else if ((drained || late) && since >= TAIL_FRAMES) {
                beginWithoutSound();
            }
        } else if (drained || late) {
            sealed = true;
            changed = true;
        }
    }

    private boolean soundedSinceFloor() {
        return runFrame >= drainedFloorFrame && silenceBeforeRun >= DRAINED_FRAMES;
    }

    /** A response that ended without a sound. */
    private void beginWithoutSound() {
        boolean counting = !currentId.isEmpty() && !ended();
        if (!counting) {
            begin(endingId, ring.frames(), false);
            lastSoundEnd = countFrom;
            sealed = true;
        }
        endingId = "";
    }

    private void begin(String responseId, long onsetFrame, boolean abrupt) {
        if (!open) {
            tail.next(onsetFrame, ring);
            long from = Math.max(readPosition, (onsetFrame - (abrupt ? 0 : 1)) * FRAME);
            dropped += from - readPosition;
            readPosition = from;
            open = true;
            rebuffering = true;
            reader.reset();
            riseFrom = abrupt ? 0 : Fade.SAMPLES;
        }
        currentId = responseId;
        countFrom = onsetFrame * FRAME;
        gapFrom = countFrom;
        gapTo = countFrom;
        goesOnUntil = 0;
        silentWithin = 0;
        lastSoundEnd = Math.max(countFrom, (seenFrames - silentRun) * FRAME);
        sealed = false;
        if (!endingId.equals(responseId)) {
            endingId = "";
        }
        if (announcedId.equals(responseId)) {
            long lag = Math.min(LAG_FRAMES, Math.max(0, onsetFrame - announcedFrame));
            onsetLag = onsetLag < 0 ? lag : Math.min(onsetLag, lag);
        }
        if (announcedId.equals(responseId)) {
            announcedId = "";
        }
        if (expectedId.equals(responseId)) {
            expectedId = "";
        }
        onset = false;
        changed = true;
    }

    /** The first sound from {@code floor} on that follows a silence; -1 when there is none yet. */
    private long findOnset(long floor) {
        long frame = Math.max(0, Math.max(ring.frames() - SampleRing.HISTORY / FRAME, open ? 0 : shutFrame));
        int run = open && frame == 0 ? DRAINED_FRAMES : 0;
        for (; frame < ring.frames(); frame++) {
            if (!ring.sound(frame)) {
                run++;
            } else {
                if (isNew(frame, run, floor)) {
                    return frame;
                }
                run = 0;
            }
        }
        return -1;
    }

    /** Where sound begins again after the longest silence from the floor on; the announcement where there is none. */
    private long afterLongestSilence() {
        long best = announcedFrame;
        int longest = 0;
        int run = 0;
        for (long frame = Math.max(floorFrame, ring.frames() - BACKLOG_SAMPLES / FRAME);
                frame < ring.frames();
                frame++) {
            if (!ring.sound(frame)) {
                run++;
            } else {
                if (run > longest) {
                    longest = run;
                    best = frame;
                }
                run = 0;
            }
        }
        return best;
    }

    private boolean silentAt(long position) {
        long frame = position / FRAME;
        return !ring.sound(frame) && (position % FRAME == 0 || !ring.sound(frame + 1));
    }

    private boolean soundQueued() {
        for (long frame = readPosition / FRAME; frame < ring.frames(); frame++) {
            if (ring.sound(frame)) {
                return true;
            }
        }
        return false;
    }
}
