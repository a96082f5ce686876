/**
 * The rules for what a client may send, the errors that a client is told when it breaks them, and helpers for JSON,
 * excerpts and sizes that all layers use.
 */
@NullMarked
package dev.bargein.simulator.internal.rules;

import org.jspecify.annotations.NullMarked;
