/** Brains: scripts, an echo, a chat model, and recorded sessions that are replayed; and the recorder. */
@NullMarked
package dev.bargein.simulator.internal.script;

import org.jspecify.annotations.NullMarked;
