/** The HTTP surface: routing, authentication, the endpoints of the service and of the simulator's control. */
@NullMarked
package dev.bargein.simulator.internal.http;

import org.jspecify.annotations.NullMarked;
