/**
 * Faults that an owner of the simulator injects: how they are read, matched and written, and what they do to a
 * session.
 */
@NullMarked
package dev.bargein.simulator.internal.faults;

import org.jspecify.annotations.NullMarked;
