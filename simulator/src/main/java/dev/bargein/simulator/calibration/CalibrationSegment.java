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
 * @param startSample where in the recording the piece starts, in samples at 24 kHz
 * @param endSample where in the recording the piece ends, exclusive, in samples at 24 kHz
 * @param startPositionMs the position in the utterance at the start, in milliseconds
 * @param endPositionMs the position in the utterance at the end, in milliseconds; it is not reduced to the range, so
 *     it exceeds the start's also in a piece that passes the end of the range
 * @param readFrames how many frames agree about the positions; with fewer than 2 the positions are unsure
 */
public record CalibrationSegment(
        int signature,
        int firstFrame,
        int endFrame,
        long startSample,
        long endSample,
        double startPositionMs,
        double endPositionMs,
        int readFrames) {

    /** How long the piece sounds, in milliseconds. */
    public double durationMs() {
        return (double) (endSample - startSample) / CalibrationTones.SAMPLES_PER_MS;
    }

    /**
     * How much more of the utterance went by than time did, in milliseconds: what a jitter buffer squeezed out
     * (positive) or stretched (negative) without a jump.
     */
    public double squeezedMs() {
        return endPositionMs - startPositionMs - durationMs();
    }

    /** The same piece with another start, though not before the start of the utterance. */
    CalibrationSegment startingAt(long sample) {
        long earliest = startSample - Math.round(startPositionMs * CalibrationTones.SAMPLES_PER_MS);
        long start = Math.min(endSample, Math.max(sample, earliest));
        double movedMs = (double) (start - startSample) / CalibrationTones.SAMPLES_PER_MS;
        return new CalibrationSegment(
                signature,
                firstFrame,
                endFrame,
                start,
                endSample,
                Math.max(0, startPositionMs + movedMs),
                endPositionMs,
                readFrames);
    }

    /** The same piece with another end. */
    CalibrationSegment endingAt(long sample) {
        long end = Math.max(startSample, sample);
        double movedMs = (double) (end - endSample) / CalibrationTones.SAMPLES_PER_MS;
        return new CalibrationSegment(
                signature,
                firstFrame,
                endFrame,
                startSample,
                end,
                startPositionMs,
                endPositionMs + movedMs,
                readFrames);
    }
}
