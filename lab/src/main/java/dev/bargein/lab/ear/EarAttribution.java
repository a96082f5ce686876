package dev.bargein.lab.ear;

import dev.bargein.simulator.calibration.CalibrationDecoder;
import dev.bargein.simulator.calibration.CalibrationFrame;
import dev.bargein.simulator.calibration.CalibrationReading;
import dev.bargein.simulator.calibration.CalibrationSegment;
import java.util.Arrays;
import java.util.List;

/**
 * Decides for every audible frame which response it belongs to, also where the frame itself does not tell, and never in
 * favour of the interruption.
 *
 * <p>Immutable.
 */
final class EarAttribution {
    static final int NOBODY = -1;
    private static final int SILENT = -2;

    /** A response nobody asked about is believed in only if it is heard for so many frames; else it was misread. */
    private static final int STRANGER_FRAMES = 8;

    /** So many unreadable frames before a response are its blurred beginning; more are something else. */
    private static final int ONSET_FRAMES = 4;

    /** Before its start, only sound so much softer is the smear of a response; louder sound is something else. */
    private static final double SMEAR_BELOW_DB = 8;

    /** How much of an onset may be too soft or too blurred to be seen as the start. */
    private static final double SWALLOWED_MS = 10;

    /** The error of a start that was found. */
    private static final int EDGE_SAMPLES = EarRecording.SAMPLE_RATE_HZ / 1_000 * 2;

    private final short[] pcm;
    private final List<CalibrationFrame> frames;
    private final List<CalibrationSegment> segments;
    private final long t0Sample;
    private final int interrupted;
    private final int next;
    private final int[] owners;
    private final boolean[] read;

    EarAttribution(short[] pcm, CalibrationReading reading, long t0Sample, int interrupted, int next) {
        this.pcm = pcm;
        this.frames = reading.frames();
        this.segments = reading.segments();
        this.t0Sample = t0Sample;
        this.interrupted = interrupted;
        this.next = next;
        this.owners = new int[frames.size()];
        this.read = new boolean[frames.size()];
        readSignatures();
        int i = 0;
        while (i < owners.length) {
            if (owners[i] == NOBODY) {
                i = fillFrom(i);
            } else {
                i++;
            }
        }
    }

    /** The signature of the response that a frame belongs to, {@link #NOBODY}, or less if the frame is silent. */
    int owner(int frame) {
        return owners[frame];
    }

    /** Whether the frame itself told its response. */
    boolean isRead(int frame) {
        return read[frame];
    }

    private void readSignatures() {
        for (int i = 0; i < owners.length; i++) {
            CalibrationFrame frame = frames.get(i);
            owners[i] = frame.audible() ? NOBODY : SILENT;
            if (frame.attributed() && (frame.signature() == interrupted || frame.signature() == next)) {
                owners[i] = frame.signature();
                read[i] = true;
            }
        }
        for (CalibrationSegment segment : segments) {
            if (segment.readFrames() >= STRANGER_FRAMES) {
                for (int i = segment.firstFrame(); i < segment.endFrame(); i++) {
                    if (frames.get(i).signature() == segment.signature()) {
                        owners[i] = segment.signature();
                        read[i] = true;
                    }
                }
            }
        }
    }

    /** Gives the unread frames from {@code first} on to somebody and returns the index after them. */
    private int fillFrom(int first) {
        int end = first;
        while (end < owners.length && owners[end] == NOBODY) {
            end++;
        }
        int before = first > 0 ? owners[first - 1] : SILENT;
        int after = end < owners.length ? owners[end] : SILENT;
        if (before != SILENT) {
            // Concealment and fades go on from what was there.
            Arrays.fill(owners, first, end, before);
            return end;
        }
        int onset = after == SILENT ? end : onsetOf(end, first);
        Arrays.fill(owners, onset, end, after);
        for (int i = first; i < onset; i++) {
            owners[i] = isAfterT0(i) ? culprit(i) : NOBODY;
        }
        return end;
    }

    /** The first of the unread frames before a response that may be its own blurred beginning. */
    private int onsetOf(int frame, int first) {
        long startSample = startOf(frame);
        double levelDbfs = frames.get(frame).levelDbfs();
        for (int i = frame + 1; i < Math.min(frames.size(), frame + ONSET_FRAMES); i++) {
            levelDbfs = Math.max(levelDbfs, frames.get(i).levelDbfs());
        }
        int onset = frame;
        while (onset > first && onset > frame - ONSET_FRAMES) {
            long from = frames.get(onset - 1).startSample();
            long to = Math.min(from + CalibrationDecoder.FRAME_SAMPLES, startSample - EDGE_SAMPLES);
            boolean reaches = from + CalibrationDecoder.FRAME_SAMPLES > startSample + EDGE_SAMPLES;
            if (!reaches && CalibrationDecoder.levelDbfs(pcm, from, (int) (to - from)) > levelDbfs - SMEAR_BELOW_DB) {
                break;
            }
            onset--;
        }
        return onset;
    }

    /** Where the piece may start that a readable frame belongs to: a codec may swallow some of an onset. */
    private long startOf(int frame) {
        for (CalibrationSegment segment : segments) {
            if (segment.firstFrame() <= frame && frame < segment.endFrame()) {
                double swallowedMs = Math.min(SWALLOWED_MS, segment.startPositionMs());
                return segment.startSample() - (long) (swallowedMs * EarRecording.SAMPLE_RATE_HZ / 1_000);
            }
        }
        return frames.get(frame).startSample();
    }

    private boolean isAfterT0(int frame) {
        return frames.get(frame).startSample() >= t0Sample;
    }

    /** Who is to blame for sound after t0 that says nothing about itself. */
    private int culprit(int frame) {
        for (int i = frame - 1; i >= 0 && isAfterT0(i); i--) {
            if (owners[i] == next && next != NOBODY) {
                return next;
            }
        }
        return interrupted;
    }
}
