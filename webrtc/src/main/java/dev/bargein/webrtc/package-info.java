/**
 * An {@link dev.bargein.rtc.RtcEngine} for the JVM: libwebrtc itself, through webrtc-java.
 *
 * <p>{@link dev.bargein.webrtc.LibWebRtcEngine} is all there is to use; {@link java.util.ServiceLoader} finds it too.
 */
@NullMarked
package dev.bargein.webrtc;

import org.jspecify.annotations.NullMarked;
