package dev.bargein.desktop;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.StopResult;
import dev.bargein.client.Tool;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * A hands-free conversation on the loudspeaker and the microphone of a PulseServer, in which each question makes the model
 * call a function before it answers: what {@link SoundConversationTest} runs in a process of its own. It prints what it measured, one value a line.
 */
final class SoundConversation {
    private static final int TURNS = 5;
    private static final int CLICKS = 10;
    private static final Answer ANSWER = Answer.of(new Answer.Speech("Here is a long story. ".repeat(10), 8_000));

    private SoundConversation() {}

    /** Holds it. */
    public static void main(String[] args) throws Exception {
        Path question = Files.createTempFile("question", ".wav");
        EarRecorder ear = new EarRecorder();
        try {
            writeQuestion(question);
            ear.awaitSilence(500);
            LoopbackMeasurement.Result latency = LoopbackMeasurement.measure(DesktopSpeaker.ofDefault(), ear, CLICKS);
            say("latency.ms", latency.medianMs());
            say("latency.min.ms", latency.minMs());
            say("latency.max.ms", latency.maxMs());
            say("latency.missed", latency.missed());
            converse(question, ear, latency.medianMs());
        } finally {
            ear.end();
            Files.delete(question);
        }
    }

    /** A second of a tone, which a detector by loudness takes for speech, with silence around it. */
    private static void writeQuestion(Path file) throws IOException {
        Tone tone = new Tone(440, 8_000, 24_000);
        short[] voice = new short[24_000];
        tone.render(voice);
        byte[] bytes = new byte[2 * 26_400];
        for (int i = 0; i < voice.length; i++) {
            bytes[2 * i + 2_400] = (byte) voice[i];
            bytes[2 * i + 2_401] = (byte) (voice[i] >> 8);
        }
        AudioFormat format = new AudioFormat(24_000, 16, 1, true, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(bytes), format, bytes.length / 2),
                AudioFileFormat.Type.WAVE,
                file.toFile());
    }

    private static void converse(Path question, EarRecorder ear, double latencyMs) throws Exception {
        Script script = Script.of(Answer.of(new Answer.Call("clock", "{}"))).whenTool("clock", ANSWER);
        AtomicInteger calls = new AtomicInteger();
        Tool clock = Tool.of("clock", "The time", JsonObject.EMPTY.with("type", "object"), arguments -> {
            calls.incrementAndGet();
            return "23:59";
        });
        DesktopSpeaker speaker = DesktopSpeaker.ofDefault();
        DesktopMicrophone microphone = DesktopMicrophone.ofDefault();
        CountDownLatch bargedIn = new CountDownLatch(TURNS + 1);
        SessionListener listener = new SessionListener() {
            @Override
            public void onNotice(Notice notice, long nanos) {
                if (notice instanceof Notice.Interrupted) {
                    bargedIn.countDown();
                }
            }
        };
        double[] excess = new double[TURNS];
        try (Simulator simulator = Simulator.builder().script(script).start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(simulator.httpUrl())
                        .apiKey("any")
                        .model("sim")
                        .session(SessionConfig.HANDS_FREE)
                        .speaker(speaker)
                        .microphone(microphone)
                        .tool(clock)
                        .listener(listener)
                        .connect()) {
            session.listen();
            for (int turn = 0; turn < TURNS; turn++) {
                ask(question, ear);
                MediaTime told = speaker.latency();
                long before = System.nanoTime();
                StopResult stopped = session.stop();
                long after = System.nanoTime();
                ear.awaitSilence(500);
                double silentMs = (ear.lastAudibleNanos() - before) / 1e6;
                excess[turn] = silentMs - latencyMs;
                say("stop.call.ms", (after - before) / 1e6);
                say("stop.interrupted", stopped.interrupted() ? 1 : 0);
                say("stop.told.latency.ms", (double) told.samples() / MediaTime.SAMPLES_PER_MS);
                say("stop.silent.at.ear.ms", silentMs);
                say("stop.beyond.latency.ms", excess[turn]);
            }
            ask(question, ear);
            play(question);
            boolean interrupted = bargedIn.await(30, TimeUnit.SECONDS);
            say("barge-in.interrupted", interrupted ? 1 : 0);
        }
        say("tool.calls", calls.get());
        Arrays.sort(excess);
        say("stop.beyond.latency.median.ms", excess[TURNS / 2]);
        say("underruns", speaker.underruns());
        say("overruns", microphone.overruns());
    }

    /** Speaks, and waits until the answer has been heard for a second. */
    private static void ask(Path question, EarRecorder ear) throws IOException, InterruptedException {
        long before = ear.audibleSamples();
        play(question);
        ear.awaitAudible(before, MediaTime.SAMPLE_RATE_HZ / 2);
    }

    private static void play(Path question) throws IOException, InterruptedException {
        int code = new ProcessBuilder("paplay", "--device=mouth", question.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("paplay ended with " + code);
        }
    }

    private static void say(String name, double value) {
        System.out.println(name + " " + String.format(Locale.ROOT, "%.1f", value));
    }
}
