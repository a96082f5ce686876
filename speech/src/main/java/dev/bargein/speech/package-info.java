/** Real voices for the simulator, found by their names through {@link java.util.ServiceLoader}. */
@NullMarked
package dev.bargein.speech;

import org.jspecify.annotations.NullMarked;
