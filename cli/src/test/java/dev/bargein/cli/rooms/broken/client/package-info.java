/** Breaks the rules on purpose. */
@NullMarked
package dev.bargein.cli.rooms.broken.client;

import org.jspecify.annotations.NullMarked;
