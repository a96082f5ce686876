/** The machinery of the simulator: a sans-IO service, and the drivers that give it sockets, media and a clock. */
@NullMarked
package dev.bargein.simulator.internal;

import org.jspecify.annotations.NullMarked;
