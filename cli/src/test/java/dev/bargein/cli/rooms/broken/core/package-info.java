/** Breaks the rules on purpose. */
@NullMarked
package dev.bargein.cli.rooms.broken.core;

import org.jspecify.annotations.NullMarked;
