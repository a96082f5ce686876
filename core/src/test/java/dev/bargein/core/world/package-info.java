/**
 * A deterministic world in virtual time around a conversation: a model server, a network, a speaker and a user, all
 * from one seed, and oracles that watch every step.
 */
@NullMarked
package dev.bargein.core.world;

import org.jspecify.annotations.NullMarked;
