/**
 * What a WebRTC peer is to Bargein: engine-neutral interfaces, and helpers for SDP and candidates.
 *
 * <p>Audio crosses this boundary in one format only: signed 16-bit mono PCM at {@link
 * dev.bargein.rtc.RtcAudio#SAMPLE_RATE_HZ}, in frames of {@link dev.bargein.rtc.RtcAudio#FRAME_SAMPLES}. An engine
 * converts to and from whatever its codec wants.
 */
@NullMarked
package dev.bargein.rtc;

import org.jspecify.annotations.NullMarked;
