/** Other people's clients, unmodified, against the simulator. */
@NullMarked
package dev.bargein.conformance;

import org.jspecify.annotations.NullMarked;
