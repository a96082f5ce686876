package dev.bargein.simulator.internal.transport;

import dev.bargein.rtc.RtcEngine;
import dev.bargein.rtc.RtcEngineProvider;
import dev.bargein.rtc.RtcException;
import java.util.ServiceLoader;

/** Finds the WebRTC engine on the class path. */
public final class Engines {
    private Engines() {}

    /** A new engine; the caller closes it. */
    public static RtcEngine load() {
        return ServiceLoader.load(RtcEngineProvider.class)
                .findFirst()
                .orElseThrow(() -> new RtcException(
                        "There is no WebRTC engine: add bargein-webrtc to the class path, or pass one to the builder"))
                .create();
    }
}
