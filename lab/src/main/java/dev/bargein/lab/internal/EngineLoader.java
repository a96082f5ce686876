package dev.bargein.lab.internal;

import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcEngineProvider;
import dev.bargein.rtc.RtcException;
import java.util.ServiceLoader;

/** Loads the WebRTC engine on the class path. */
public final class EngineLoader {
    private EngineLoader() {}

    /** A new engine; the caller closes it. */
    public static RtcEngine load() {
        return ServiceLoader.load(RtcEngineProvider.class)
                .findFirst()
                .orElseThrow(() -> new RtcException("No WebRTC engine was found: put bargein-webrtc on the class path"))
                .create();
    }
}
