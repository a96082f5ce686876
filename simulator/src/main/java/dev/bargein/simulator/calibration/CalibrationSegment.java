package dev.bargein.simulator.calibration;

/**
 * A piece of one utterance, heard without a jump.
 *
 * <p>Start and end are found to about a millisecond, finer than the frames: in time by the level, in position by a fit
 * over several frames.
 *
 * @param signature the signature of the utterance
 * @param firstFrame the index of the first frame
 * @param endFrame the index after the last frame
 * @param start where the piece starts
 * @param end where the piece ends
 * @param readFrames how many frames agree about the positions; with fewer than 2 the positions are unsure
 */
public record CalibrationSegment(int signature, int firstFrame, int endFrame, Edge start, Edge end, int readFrames) {

    /**
     * Where a piece starts or ends.
     *
     * @param sample where in the recording, in samples at 24 kHz; exclusive at the end
     * @param positionMs the position in the utterance, in milliseconds; at the end it is not reduced to the range, so it
     *     exceeds the start's also in a piece that passes the end of the range
     */
    public record Edge(long sample, double positionMs) {}

    /** Where in the recording the piece starts, in samples at 24 kHz. */
    public long startSample() {
        return start.sample();
    }

    /** Where in the recording the piece ends, exclusive, in samples at 24 kHz. */
    public long endSample() {
        return end.sample();
    }

    /** The position in the utterance at the start, in milliseconds. */
    public double startPositionMs() {
        return start.positionMs();
    }

    /** The position in the utterance at the end, in milliseconds; not reduced to the range. */
    public double endPositionMs() {
        return end.positionMs();
    }

    /** How long the piece sounds, in milliseconds. */
    public double durationMs() {
        return (double) (end.sample() - start.sample()) / CalibrationTones.SAMPLES_PER_MS;
    }

    /**
     * How much more of the utterance went by than time did, in milliseconds: what a jitter buffer squeezed out
     * (positive) or stretched (negative) without a jump.
     */
    public double squeezedMs() {
        return end.positionMs() - start.positionMs() - durationMs();
    }

    /** The same piece with another start, though not before the start of the utterance. */
    CalibrationSegment startingAt(long sample) {
        long earliest = start.sample() - Math.round(start.positionMs() * CalibrationTones.SAMPLES_PER_MS);
        long moved = Math.min(end.sample(), Math.max(sample, earliest));
        double movedMs = (double) (moved - start.sample()) / CalibrationTones.SAMPLES_PER_MS;
        Edge changed = new Edge(moved, Math.max(0, start.positionMs() + movedMs));
        return new CalibrationSegment(signature, firstFrame, endFrame, changed, end, readFrames);
    }

    /** The same piece with another end. */
    CalibrationSegment endingAt(long sample) {
        long moved = Math.max(start.sample(), sample);
        double movedMs = (double) (moved - end.sample()) / CalibrationTones.SAMPLES_PER_MS;
        Edge changed = new Edge(moved, end.positionMs() + movedMs);
        return new CalibrationSegment(signature, firstFrame, endFrame, start, changed, readFrames);
    }
}
