/** Sessions on WebSocket and WebRTC: drivers, send queues, the media pacer, call setup and the registry. */
@NullMarked
package dev.bargein.simulator.internal.transport;

import org.jspecify.annotations.NullMarked;
