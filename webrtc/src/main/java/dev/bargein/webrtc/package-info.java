@NullMarked
package dev.bargein.webrtc;

import org.jspecify.annotations.NullMarked;
