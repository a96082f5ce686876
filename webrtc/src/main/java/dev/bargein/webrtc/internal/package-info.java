/** How libwebrtc is loaded, kept alive and let go. */
@NullMarked
package dev.bargein.webrtc.internal;

import org.jspecify.annotations.NullMarked;
