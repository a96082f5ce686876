/** What the player is made of: tracks of items, the gated live stream, clock drift, fades and telephone audio. */
@NullMarked
package dev.bargein.core.internal.playout;

import org.jspecify.annotations.NullMarked;
