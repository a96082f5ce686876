package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Notice;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session as behind a telephone: G.711 in both directions. */
class TelephoneSessionTest {
    private static final int ANSWER_MS = 600;

    private final Recorder recorder = new Recorder();
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);

    @ParameterizedTest
    @ValueSource(strings = {"audio/pcmu", "audio/pcma"})
    void theServiceHearsWhatTheUserSaysAndTheListenerIsToldTheLengthOfTheAnswer(String format) {
        try (Simulator simulator = Simulator.builder()
                        .script(Script.of(Answer.ofDurationMs(ANSWER_MS)))
                        .recordAudio()
                        .start();
                RealtimeSession session = connect(simulator, format)) {
            session.press();
            microphone.play(Signals.tone(24 * 500));
            recorder.await("all was spoken", microphone::silent);
            session.release();
            long turnMs =
                    recorder.awaitNotice(Notice.TurnCommitted.class).length().millis();
            recorder.awaitEvent(ServerEvent.ResponseDone.class);

            SimulatorItem turn = simulator.session(session.sessionId()).items().get(0);
            assertThat(turn.role()).isEqualTo("user");
            assertThat(turn.audioMs()).isEqualTo(turnMs);
            assertThat(loudTone(turn.pcm())).as("ms of the tone").isBetween(480, 500);
            assertThat(recorder.arrivedSamples()).isEqualTo(24 * ANSWER_MS);
        }
    }

    /** Milliseconds that are as loud as the tone and swing as often; PCM that is taken for G.711 is noise. */
    private static int loudTone(short[] pcm) {
        int ms = 0;
        for (int at = 0; at + 240 <= pcm.length; at += 240) {
            double sum = 0;
            int crossings = 0;
            for (int i = at; i < at + 240; i++) {
                sum += (double) pcm[i] * pcm[i];
                crossings += i > at && (pcm[i] < 0) != (pcm[i - 1] < 0) ? 1 : 0;
            }
            double level = Math.sqrt(2 * sum / 240);
            ms += level > 6_000 && level < 10_000 && crossings >= 8 && crossings <= 10 ? 10 : 0;
        }
        return ms;
    }

    private RealtimeSession connect(Simulator simulator, String type) {
        JsonObject format = JsonObject.EMPTY.with("format", JsonObject.EMPTY.with("type", type));
        return RealtimeSession.builder()
                .url(simulator.webSocketUrl())
                .apiKey("sk-test")
                .session(new SessionConfig(
                        null,
                        null,
                        null,
                        SessionConfig.TurnDetection.MANUAL,
                        null,
                        null,
                        JsonObject.EMPTY.with(
                                "audio", JsonObject.EMPTY.with("input", format).with("output", format))))
                .speaker(new VirtualSpeaker(clock, (pcm, position, nanos) -> {}))
                .microphone(microphone)
                .listener(recorder)
                .connect();
    }
}
