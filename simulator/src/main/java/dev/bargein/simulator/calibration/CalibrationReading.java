package dev.bargein.simulator.calibration;

import java.util.List;

/**
 * A decoded recording.
 *
 * @param frames every frame of 10 ms, in order
 * @param segments the pieces of utterances, in order; they do not overlap
 */
public record CalibrationReading(List<CalibrationFrame> frames, List<CalibrationSegment> segments) {

    /** Creates a reading from copies of the lists. */
    public CalibrationReading {
        frames = List.copyOf(frames);
        segments = List.copyOf(segments);
    }
}
