/** The rules for what a client may send, and the errors that a client is told when it breaks them. */
@NullMarked
package dev.bargein.simulator.internal.rules;

import org.jspecify.annotations.NullMarked;
