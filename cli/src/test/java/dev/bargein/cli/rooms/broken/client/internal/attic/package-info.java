/** Breaks the rules on purpose. */
@NullMarked
package dev.bargein.cli.rooms.broken.client.internal.attic;

import org.jspecify.annotations.NullMarked;
