/** The rules of the rooms: which module may know what. */
@NullMarked
package dev.bargein.cli.rooms;

import org.jspecify.annotations.NullMarked;
