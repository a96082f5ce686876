/** Responses: their options, generation and its pacing, output items and usage. */
@NullMarked
package dev.bargein.simulator.internal.response;

import org.jspecify.annotations.NullMarked;
