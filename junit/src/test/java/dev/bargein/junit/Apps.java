package dev.bargein.junit;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualSpeaker;

/** The applications under test. */
final class Apps {
    private Apps() {}

    /** One whose loudspeaker nobody hears. */
    static RealtimeSession connect(String url) {
        return connect(url, (pcm, position, nanos) -> {});
    }

    static RealtimeSession connect(String url, VirtualSpeaker.FrameTap ear) {
        return RealtimeSession.builder()
                .url(url)
                .model("sim")
                .apiKey("any")
                .speaker(new VirtualSpeaker(new VirtualClock(), ear))
                .connect();
    }
}
