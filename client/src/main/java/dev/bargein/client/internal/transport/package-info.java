/** How a session reaches its server: WebSocket, WebRTC, signalling over HTTP, and what failures say. */
@NullMarked
package dev.bargein.client.internal.transport;

import org.jspecify.annotations.NullMarked;
