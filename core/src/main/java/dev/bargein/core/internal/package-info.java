/** Machinery of the conversation and the player. Thread law of every class: confined. */
@NullMarked
package dev.bargein.core.internal;

import org.jspecify.annotations.NullMarked;
