/**
 * The conversation as a sans-IO state machine: turn-taking, interruption, playout accounting and gating.
 *
 * <p>Input and time go in, commands come out. Nothing here reads a clock, starts a thread, does I/O, logs, or uses random
 * numbers. {@link dev.bargein.core.Conversation} decides; {@link dev.bargein.core.Playout} holds the sound and counts it.
 * Time is {@code long nowNanos} on a monotonic clock; positions in audio are {@link dev.bargein.core.MediaTime}.
 */
@NullMarked
package dev.bargein.core;

import org.jspecify.annotations.NullMarked;
