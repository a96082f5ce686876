package dev.bargein.core.internal.playout;

import dev.bargein.core.PlayoutReport;
import org.jspecify.annotations.Nullable;

/**
 * Counts the sound of an interrupted response that still arrives behind the shut gate: how much the server sent in all.
 *
 * <p>Positions are samples since the stream began.
 */
final class InterruptedTail {
    private static final int FRAME = SampleRing.FRAME;

    /** Within this time what arrives is to be known frame by frame: somebody waits for it. */
    private static final int AWAITED_FRAMES = 60;

    private String responseId = "";
    private long from;
    private long end;
    private long brokeOffAt;
    private long silent;
    private long lagFrames;
    private long shutFrame;
    /** When the server said that it sends no more of it; a long time from now while it has not. */
    private long endedFrame = Long.MAX_VALUE;

    private boolean over;

    /**
     * Begins to follow a response.
     *
     * @param response what sounded
     * @param lag how many frames its sound came after the event that announced it
     * @param shut when the gate was shut on it
     */
    void follow(SoundingResponse response, long lag, long shut) {
        responseId = response.id();
        from = response.beginWithoutGaps();
        end = response.soundEnd();
        brokeOffAt = response.brokeOffAt();
        silent = response.silent();
        lagFrames = lag;
        over = response.isComplete();
        shutFrame = shut;
        endedFrame = Long.MAX_VALUE;
    }

    /** The server sends no more of a response. */
    void ended(String id, long frame) {
        if (id.equals(responseId)) {
            endedFrame = Math.min(endedFrame, frame);
        }
    }

    /**
     * A frame arrived behind the shut gate.
     *
     * @param silentRun how many silent frames there are with this one; 0 when it is sound
     * @return whether somebody may wait for what is known now
     */
    boolean observe(long frame, int silentRun) {
        if (over || responseId.isEmpty()) {
            return false;
        }
        if (silentRun == 0) {
            silent += Math.max(0, frame * FRAME - end);
            end = (frame + 1) * FRAME;
            return frame - shutFrame < AWAITED_FRAMES;
        }
        if (silentRun >= OnsetDetector.DRAINED_FRAMES && frame - endedFrame >= PlayoutGate.LAG_FRAMES) {
            over = true;
        }
        return over;
    }

    /** The next response begins at that frame: what sounds from there on is not of this one. */
    void next(long onsetFrame, SampleRing ring) {
        if (over || responseId.isEmpty()) {
            return;
        }
        long last = Math.min(end / FRAME, onsetFrame);
        while (last * FRAME > from && !ring.sound(last - 1)) {
            last--;
        }
        end = Math.max(from, last * FRAME);
        endedFrame = Math.min(endedFrame, onsetFrame - lagFrames);
        over = true;
    }

    /** How much of it came; null when the gate was never shut on anything. */
    PlayoutReport.@Nullable Arrival report() {
        if (responseId.isEmpty()) {
            return null;
        }
        long sentEnd = endedFrame == Long.MAX_VALUE ? end : (endedFrame + lagFrames) * FRAME;
        boolean inPause = sentEnd - end >= (long) OnsetDetector.DRAINED_FRAMES * FRAME;
        long samples = Math.max(0, end - from);
        return new PlayoutReport.Arrival(
                responseId, samples, over, brokeOffAt, silent, inPause ? sentEnd - from : samples);
    }
}
