package dev.bargein.webrtc;

import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcEngineProvider;

/** Lets {@link java.util.ServiceLoader} find {@link LibWebRtcEngine}. Thread-safe. */
public final class LibWebRtcEngineProvider implements RtcEngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public LibWebRtcEngineProvider() {}

    @Override
    public RtcEngine create() {
        return new LibWebRtcEngine();
    }
}
