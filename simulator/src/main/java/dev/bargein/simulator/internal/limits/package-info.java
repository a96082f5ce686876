/** Bounds of memory and number, for a session and for the whole service, and what happens when they are reached. */
@NullMarked
package dev.bargein.simulator.internal.limits;

import org.jspecify.annotations.NullMarked;
