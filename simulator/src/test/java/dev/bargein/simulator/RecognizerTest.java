package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.SpeechRecognizer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A recogniser at work for real sessions: aside, one turn at a time, and without harm when it fails. */
class RecognizerTest {
    private static final String WANTED = "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":"
            + "{\"input\":{\"turn_detection\":null,\"format\":{\"type\":\"audio/pcmu\"},\"transcription\":"
            + "{\"model\":\"gpt-4o-transcribe\"}}}}}";

    /** 500 Hz as a telephone sends it: sixteen codes of mu-law, over and over. */
    private static byte[] tone500(int ms) {
        int[] wave = {0xFF, 0x9E, 0x8F, 0x88, 0x87, 0x88, 0x8F, 0x9E, 0x7F, 0x1E, 0x0F, 0x08, 0x07, 0x08, 0x0F, 0x1E};
        byte[] out = new byte[ms * 8];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) wave[i % wave.length];
        }
        return out;
    }

    private static void say(SocketClient client, int ms) {
        client.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(tone500(ms))));
        client.send(new ClientEvent.InputAudioBufferCommit(null));
    }

    @Test
    void whatComesOverATelephoneIsWrittenDown() {
        try (Simulator sim = Simulator.builder().recognizer(new ToneReader()).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.sendText(WANTED);
            say(client, 400);
            assertThat(client.await(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class)
                            .transcript())
                    .isEqualTo("a tone of 500 hertz");
            assertThat(sim.sessions().get(0).items().get(0).text()).isEqualTo("a tone of 500 hertz");
        }
    }

    @Test
    void aRecogniserThatThrowsFailsTheTranscriptionAndNothingElse() {
        AtomicInteger calls = new AtomicInteger();
        SpeechRecognizer fragile = recognizer(pcm -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("out of order");
            }
            return "works again";
        });
        try (Simulator sim = Simulator.builder().recognizer(fragile).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.sendText(WANTED);
            say(client, 200);
            assertThat(client.await(ServerEvent.ConversationItemInputAudioTranscriptionFailed.class)
                            .error()
                            .code())
                    .isEqualTo("audio_unintelligible");
            say(client, 200);
            assertThat(client.await(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class)
                            .transcript())
                    .isEqualTo("works again");
        }
    }

    @Test
    void aRecogniserThatTakesItsTimeKeepsNoSessionWaiting() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SpeechRecognizer slow = recognizer(pcm -> {
            begun.countDown();
            try {
                go.await(RealtimeClient.PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "at last";
        });
        try (Simulator sim = Simulator.builder()
                        .recognizer(slow)
                        .script(Script.of(Answer.ofDurationMs(300).withFirstAudioDelayMs(0)))
                        .start();
                SocketClient client = SocketClient.connect(sim)) {
            client.sendText(WANTED);
            say(client, 200);
            assertThat(begun.await(RealtimeClient.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            client.sendText("{\"type\":\"response.create\"}");
            client.await(ServerEvent.ResponseDone.class);
            go.countDown();
            assertThat(client.await(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class)
                            .transcript())
                    .isEqualTo("at last");
        }
    }

    @Test
    void aSimulatorClosesWhileSomebodyIsBeingUnderstood() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        SpeechRecognizer stubborn = recognizer(pcm -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "too late";
        });
        try (Simulator sim = Simulator.builder().recognizer(stubborn).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.sendText(WANTED);
            say(client, 200);
            assertThat(begun.await(RealtimeClient.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            sim.close();
            assertThat(client.awaitClose()).startsWith("1000");
        }
    }

    @Test
    void aSessionForTranscriptionWritesDownAndAnswersNothing() {
        try (Simulator sim = Simulator.builder().recognizer(new ToneReader()).start();
                SocketClient client = SocketClient.connect(
                        sim, Dialect.GA, "/v1/realtime?intent=transcription", List.of(), "Authorization", "Bearer x")) {
            client.sendText(WANTED.replace("\"type\":\"realtime\"", "\"type\":\"transcription\""));
            say(client, 300);
            client.await(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class);
            assertThat(client.seen())
                    .noneMatch(event -> event instanceof ServerEvent.ResponseCreated)
                    .noneMatch(event -> event instanceof ServerEvent.RateLimitsUpdated);
        }
    }

    private interface Reading {
        String read(short[] pcm);
    }

    private static SpeechRecognizer recognizer(Reading reading) {
        return new SpeechRecognizer() {
            @Override
            public String recognize(short[] pcm) {
                return reading.read(pcm);
            }

            @Override
            public void close() {}
        };
    }
}
