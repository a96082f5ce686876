/** One session without input and output: events and time go in, events and the next wake time come out. */
@NullMarked
package dev.bargein.simulator.internal.session;

import org.jspecify.annotations.NullMarked;
