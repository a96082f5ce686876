/**
 * The calibration voice, whose sound carries its own position in the answer, and the decoder that reads the position
 * back from a recording.
 */
@NullMarked
package dev.bargein.simulator.calibration;

import org.jspecify.annotations.NullMarked;
