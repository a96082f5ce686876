/** Helpers for values that all layers use: short ways to write JSON, sizes for budgets, excerpts for answers. */
@NullMarked
package dev.bargein.simulator.internal.values;

import org.jspecify.annotations.NullMarked;
