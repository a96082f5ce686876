/** Breaks the rules on purpose. */
@NullMarked
package dev.bargein.cli.rooms.broken.simulator.internal.rules;

import org.jspecify.annotations.NullMarked;
