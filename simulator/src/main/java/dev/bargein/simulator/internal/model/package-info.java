/**
 * The state of a session as the protocol shows it: settings, conversation items, ids, the ledger, and the queue of
 * events to send.
 */
@NullMarked
package dev.bargein.simulator.internal.model;

import org.jspecify.annotations.NullMarked;
