/**
 * What speaks and listens in the simulator: voices, detectors of speech and recognisers, and how others are put in
 * their place.
 */
@NullMarked
package dev.bargein.simulator.speech;

import org.jspecify.annotations.NullMarked;
