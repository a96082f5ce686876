/** Breaks the rules on purpose. */
@NullMarked
package dev.bargein.cli.rooms.broken.simulator.internal.http;

import org.jspecify.annotations.NullMarked;
