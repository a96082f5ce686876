package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.Dialect;
import dev.bargein.simulator.internal.speech.SoundSpeech;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who speaks: {@code audio.output.voice} of the session or of a response (docs/protocol.md, section 3). */
class WantedVoiceTest {
    private final List<String> wanted = new ArrayList<>();

    private VirtualService service(Dialect dialect) {
        return VirtualService.onWebSocket()
                .brain(Script.of(Answer.ofDurationMs(500)))
                .dialect(dialect)
                .speech((voice, text, signature, durationMs, pace, wake) -> {
                    wanted.add(voice);
                    return new SoundSpeech(new short[2_400], text.length());
                })
                .open();
    }

    @Test
    void theVoiceOfTheSessionSpeaksUnlessTheResponseAsksForAnother() {
        VirtualService service = service(Dialect.GA);
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"audio\":{\"output\":{\"voice\":\"cedar\"}},"
                + "\"conversation\":\"none\"}}");
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\","
                + "\"audio\":{\"output\":{\"voice\":\"ash\"}}}}");
        service.create();
        assertThat(wanted).containsExactly("cedar", "ash");
    }

    @Test
    void soItIsInTheBetaDialect() {
        VirtualService service = service(Dialect.BETA);
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"voice\":\"coral\"}}");
        service.create();
        assertThat(wanted).containsExactly("coral");
    }
}
