/**
 * Real voices for the simulator, found by their names through {@link java.util.ServiceLoader}, and a detector of speech for
 * it and for the open microphone of a client.
 */
@NullMarked
package dev.bargein.speech;

import org.jspecify.annotations.NullMarked;
