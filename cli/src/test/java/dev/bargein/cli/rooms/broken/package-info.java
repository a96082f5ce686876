/** Breaks the rules on purpose. */
@NullMarked
package dev.bargein.cli.rooms.broken;

import org.jspecify.annotations.NullMarked;
