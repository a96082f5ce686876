/** What an application sees that uses the client over WebSocket and nothing else. */
@NullMarked
package dev.bargein.it;

import org.jspecify.annotations.NullMarked;
