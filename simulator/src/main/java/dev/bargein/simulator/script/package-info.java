/** What the simulator answers: scripts, and brains of other kinds. */
@NullMarked
package dev.bargein.simulator.script;

import org.jspecify.annotations.NullMarked;
