/** Machinery of the conversation and the player. No class here is thread-safe. */
@NullMarked
package dev.bargein.core.internal;

import org.jspecify.annotations.NullMarked;
