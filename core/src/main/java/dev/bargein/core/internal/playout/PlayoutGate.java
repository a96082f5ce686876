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
    public static final long MAX_QUEUED_SAMPLES = 300L * FRAME;

    private final SampleRing ring = new SampleRing();
    private final LiveQueue queue = new LiveQueue(ring);
    private final OnsetDetector onsets = new OnsetDetector(ring);
    private final SoundingResponse current = new SoundingResponse();
    private final InterruptedTail tail = new InterruptedTail();
    private boolean open = true;
    private boolean changed;
    private long seenFrames;
    private long shutFrame;
    private long oldEndedFrame;

    private String expectedId = "";
    private long expectedFrame;
    /** Whether sound came behind the shut gate that can only be of the response that is expected. */
    private boolean onsetSeen;

    private String announcedId = "";
    private long announcedFrame;
    /** How many frames sound came after its announcement, at least; negative while that is not known. */
    private long onsetLag = -1;

    private String endingId = "";
    private boolean endAnnounced;
    private long endFrame;

    /** Takes sound as it arrives. */
    public void append(short[] pcm) {
        queue.append(pcm, open ? MAX_QUEUED_SAMPLES : BACKLOG_SAMPLES);
        while (seenFrames < ring.frames()) {
            observe(seenFrames++);
        }
    }

    /** Lets nothing through until a new response begins; fills {@code fade} with what would have sounded next. */
    public int shut(short[] fade) {
        int faded = queue.cut(fade, open);
        if (!current.isNone()) {
            tail.follow(current, Math.max(0, onsetLag), ring.frames());
            if (current.is(endingId)) {
                tail.ended(endingId, endFrame);
            }
        }
        open = false;
        shutFrame = ring.frames();
        oldEndedFrame = shutFrame - LAG_FRAMES;
        onsets.restart();
        onsetSeen = false;
        expectedId = "";
        announcedId = "";
        current.clear();
        endingId = "";
        changed = true;
        return faded;
    }

    /** A response may sound from here on. */
    public void expect(String responseId) {
        expectedId = responseId;
        expectedFrame = ring.frames();
        onsetSeen = false;
    }

    /** A response sounds, or is about to. */
    public void open(String responseId, boolean oldGone) {
        if (responseId.equals(endingId)) {
            endingId = "";
            if (current.is(responseId)) {
                current.goOn(ring, ring.frames() + TAIL_FRAMES, lastSoundEnd());
                changed = true;
            }
        }
        if (current.is(responseId) || responseId.equals(announcedId)) {
            return;
        }
        announcedId = responseId;
        announcedFrame = ring.frames();
        long floorFrame = floorOf(responseId, oldGone);
        onsets.setFloor(floorFrame, drainedFloorOf(responseId, oldGone, floorFrame));
        long onsetFrame = onsets.find(floorFrame, open ? -1 : shutFrame);
        boolean longAfter = announcedFrame - floorFrame >= DRAIN_TIMEOUT_FRAMES;
        if (onsetFrame < 0 && !open && oldGone && longAfter && onsets.silentRun() == 0) {
            onsetFrame = onsets.find(shutFrame, shutFrame);
        }
        if (onsetFrame >= 0) {
            begin(responseId, onsetFrame, false);
        }
    }

    /** Where the sound of a response that is announced now can begin, after a short silence. */
    private long floorOf(String responseId, boolean oldGone) {
        boolean expected = responseId.equals(expectedId);
        if (!open) {
            boolean timely = expected && announcedFrame - expectedFrame >= HELD_UP_FRAMES;
            long held = oldEndedFrame >= shutFrame || !expected ? shutFrame : expectedFrame;
            long earliest = Math.min(announcedFrame, timely ? expectedFrame + JITTER_FRAMES : held);
            return oldGone ? Math.max(earliest, oldEndedFrame + LAG_FRAMES) : announcedFrame;
        }
        boolean another = current.lastsAt(queue.position());
        return expected && !another ? expectedFrame : Math.max(0, announcedFrame - OVERTAKE_FRAMES);
    }

    /** The same after a long silence. */
    private long drainedFloorOf(String responseId, boolean oldGone, long floorFrame) {
        if (open || !oldGone || !responseId.equals(expectedId)) {
            return floorFrame;
        }
        long surelyNew = Math.max(shutFrame, Math.max(expectedFrame - HELD_UP_FRAMES, oldEndedFrame + LAG_FRAMES));
        return Math.min(floorFrame, Math.min(expectedFrame, surelyNew));
    }

    /** No more of a response is sent. */
    public void end(String responseId, boolean announced) {
        if (!open && announced) {
            oldEndedFrame = ring.frames();
            tail.ended(responseId, ring.frames());
        }
        boolean known = current.is(responseId) || responseId.equals(announcedId) || responseId.equals(expectedId);
        if (known && (!responseId.equals(endingId) || announced && !endAnnounced)) {
            endingId = responseId;
            endAnnounced = announced;
            endFrame = ring.frames();
        }
    }

    /** Fills the first {@code length} samples of a frame; returns how many it filled: all, or none for lack of sound. */
    public int render(short[] into, int length, boolean audible) {
        if (!open || length == 0) {
            return 0;
        }
        int consumed = queue.read(into, length, audible);
        if (consumed < 0) {
            return 0;
        }
        changed |= current.hasBoundary(queue.position() - consumed, queue.position());
        return length;
    }

    /** Whether something changed since the last call. */
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** The facts so far. */
    public PlayoutReport.Live report() {
        return new PlayoutReport.Live(
                current.id(),
                current.playedUntil(queue.position()),
                ring.end(),
                queue.rendered(),
                queue.depth(),
                queue.dropped(),
                current.lastsAt(queue.position()) || open && queue.holdsSound(),
                current.endedAt(queue.position()),
                open,
                onsetSeen);
    }

    /** How far the response that was cut off came, and the one that is being counted. */
    public List<PlayoutReport.Arrival> arrivals() {
        List<PlayoutReport.Arrival> out = new ArrayList<>();
        PlayoutReport.Arrival cutOff = tail.report();
        if (cutOff != null) {
            out.add(cutOff);
        }
        if (!current.isNone()) {
            out.add(current.arrival());
        }
        return out;
    }

    private void observe(long frame) {
        boolean sound = ring.sound(frame);
        int silence = onsets.silentRun();
        boolean announcedOnset = sound && onsets.isNew(frame, silence);
        if (sound) {
            changed |= current.observeSound(frame, silence);
            onsetSeen |= !open
                    && silence >= OnsetDetector.DRAINED_UNANNOUNCED_FRAMES
                    && frame >= expectedFrame
                    && !expectedId.isEmpty();
            changed |= onsetSeen && silence > 0;
        }
        onsets.observe(frame, sound);
        if (!open) {
            changed |= tail.observe(frame, onsets.silentRun());
        }
        if (!announcedId.isEmpty()) {
            awaitOnset(frame, announcedOnset);
        } else if (open
                && sound
                && silence >= OnsetDetector.DRAINED_FRAMES
                && !expectedId.isEmpty()
                && frame >= expectedFrame
                && !current.lastsAt(queue.position())) {
            begin(expectedId, frame, false);
        }
        observeEnd(frame);
    }

    private void awaitOnset(long frame, boolean isNew) {
        boolean sounds = onsets.silentRun() == 0;
        if (isNew || sounds && frame > onsets.floorFrame() && onsets.soundedSinceFloor()) {
            begin(announcedId, isNew ? frame : onsets.runFrame(), false);
        } else if (frame - announcedFrame >= DRAIN_TIMEOUT_FRAMES && sounds) {
            begin(announcedId, afterLongestSilence(), !open);
        }
    }

    private void observeEnd(long frame) {
        if (endingId.isEmpty() || current.isComplete()) {
            return;
        }
        int needed = endAnnounced ? OnsetDetector.DRAINED_FRAMES : UNANNOUNCED_END_FRAMES;
        long since = frame - endFrame;
        boolean drained = since >= Math.max(needed, LAG_FRAMES) && onsets.silentRun() >= needed;
        boolean late = endAnnounced && since >= TAIL_FRAMES;
        if (!current.is(endingId)) {
            if (drained && endingId.equals(announcedId) && open && current.lastsAt(queue.position())) {
                // It followed the one before without a gap, and both are over now.
                begin(endingId, afterLongestSilence(), false);
                current.complete();
            } else if (drained && endingId.equals(announcedId) && !open && onsets.soundedSinceFloor()) {
                // So short that it was over before the old voice surely was.
                begin(endingId, onsets.runFrame(), false);
                current.complete();
            } else if ((drained || late) && since >= TAIL_FRAMES) {
                if (!current.lastsAt(queue.position())) {
                    // It ended without a sound.
                    begin(endingId, ring.frames(), false);
                    current.complete();
                }
                endingId = "";
            }
        } else if (drained || late) {
            current.complete();
            changed = true;
        }
    }

    private long afterLongestSilence() {
        // Where the new voice came right behind the old one, all silence there was lies before the floor.
        boolean endKnown = !open && oldEndedFrame >= shutFrame;
        long otherwise =
                endKnown ? onsets.lastOnset(oldEndedFrame, onsets.floorFrame(), announcedFrame) : announcedFrame;
        return onsets.afterLongestSilence(BACKLOG_SAMPLES / FRAME, otherwise);
    }

    private void begin(String responseId, long onsetFrame, boolean abrupt) {
        if (!open) {
            tail.next(onsetFrame, ring);
            queue.start((onsetFrame - (abrupt ? 0 : 1)) * FRAME, abrupt);
            open = true;
        }
        current.begin(responseId, onsetFrame * FRAME, lastSoundEnd());
        if (!endingId.equals(responseId)) {
            endingId = "";
        }
        if (announcedId.equals(responseId)) {
            long lag = Math.min(LAG_FRAMES, Math.max(0, onsetFrame - announcedFrame));
            onsetLag = onsetLag < 0 ? lag : Math.min(onsetLag, lag);
            announcedId = "";
        }
        if (expectedId.equals(responseId)) {
            expectedId = "";
        }
        onsetSeen = false;
        changed = true;
    }

    private long lastSoundEnd() {
        return (seenFrames - onsets.silentRun()) * FRAME;
    }
}
