package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.TraceDirection;
import dev.bargein.protocol.TraceEntry;
import dev.bargein.protocol.TraceReader;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.ScriptException;
import dev.bargein.webrtc.LibWebRtcEngine;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of sessions, and scripts made of them. */
class RecordAndReplayTest {
    private static final Script TWO_ANSWERS = Script.of(
            Answer.of(List.of(new Answer.Speech("The sea is calm.", 900), new Answer.Speech("So am I.", 600)))
                    .withFirstAudioDelayMs(150)
                    .withChunkMs(100),
            Answer.of(Answer.Part.ofCall("light_lamp", "{\"bright\":true}")));

    /** Sound of the first answer from its first delta to its last, at 3.6 times real time with the rhythm of a model. */
    private static final int SPREAD_MS = 1_400;

    @TempDir
    private Path dir;

    /** How long the client waited for the first sound: never less than what the service took. */
    private long waitedMs;
    /** How late the service was with anything it did, by its own ledger. */
    private double lateMs;

    private Path record(UnaryOperator<Simulator.Builder> how) throws IOException {
        Simulator.Builder builder = Simulator.builder().voice(new ToneVoice()).script(TWO_ANSWERS);
        try (Simulator sim = how.apply(builder.record(dir)).start();
                SocketClient client = SocketClient.connect(sim)) {
            client.await(ServerEvent.SessionCreated.class);
            for (int i = 0; i < 2; i++) {
                long start = System.nanoTime();
                client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
                if (i == 0) {
                    client.await(ServerEvent.ResponseOutputAudioDelta.class);
                    waitedMs = (System.nanoTime() - start) / 1_000_000;
                }
                client.await(ServerEvent.ResponseDone.class);
            }
            client.sendText("no JSON");
            client.await(ServerEvent.Error.class);
            lateMs = sim.sessions().get(0).ledger().pacing().maxMs();
        }
        return file();
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.findFirst().orElseThrow();
        }
    }

    private static List<TraceEntry> entries(Path file) throws IOException {
        List<TraceEntry> out = new ArrayList<>();
        try (Reader in = Files.newBufferedReader(file)) {
            TraceReader reader = new TraceReader(in);
            for (TraceEntry entry = reader.next(); entry != null; entry = reader.next()) {
                out.add(entry);
            }
            assertThat(reader.torn()).isFalse();
        }
        return out;
    }

    @Test
    void aSessionIsRecordedAsItsClientWouldHaveDoneIt() throws IOException {
        Path file = record(builder -> builder);
        assertThat(file.getFileName().toString()).startsWith("sess_").endsWith(".trace");
        List<TraceEntry> entries = entries(file);
        assertThat(entries.get(0).direction()).isEqualTo(TraceDirection.IN);
        assertThat(entries.get(0).event().string("type")).isEqualTo("session.created");
        assertThat(entries.get(1).direction()).isEqualTo(TraceDirection.OUT);
        assertThat(entries.get(1).event().string("type")).isEqualTo("response.create");
        assertThat(entries).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()));
        assertThat(entries)
                .anyMatch(entry -> entry.direction() == TraceDirection.NOTE
                        && "recorder.no_json".equals(entry.event().string("type")));
    }

    @Test
    void wordsAndSoundAreWrittenOnlyWhenAskedFor() throws IOException {
        assertThat(Files.readString(record(builder -> builder)))
                .contains("response.output_audio.delta")
                .doesNotContain("The sea")
                .doesNotContain("calm")
                .contains("crc32");
        Files.delete(file());
        String all = Files.readString(record(builder -> builder.recordWords().recordAudio()));
        assertThat(all).contains("calm").doesNotContain("crc32");
    }

    @Test
    void aRecordingIsReadableByItsOwnerOnlyAndHoldsNoKeyEvenWithWords() throws IOException {
        String key = "key-of-no-known-maker-0123456789";
        String foreign = "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"" + key
                + "\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"mail\",\"server_url\":\"https://u:MARK1@mcp.test/MARK2\","
                + "\"authorization\":\"MARK3\",\"headers\":{\"X-Else\":\"MARK4\"}}]}}";
        Simulator.Builder builder = Simulator.builder().voice(new ToneVoice()).script(TWO_ANSWERS);
        try (Simulator sim = builder.record(dir)
                        .recordWords()
                        .recordAudio()
                        .apiKey(key)
                        .start();
                SocketClient client = SocketClient.connect(
                        sim, Dialect.GA, "/v1/realtime?model=sim", List.of(), "Authorization", "Bearer " + key)) {
            client.await(ServerEvent.SessionCreated.class);
            client.sendText(foreign);
            client.await(ServerEvent.SessionUpdated.class);
        }
        assertThat(Files.readString(file()))
                .contains("session.update", "https://mcp.test/[secret]")
                .doesNotContain("MARK", key);
        if (dir.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aRecordedSessionAnswersAgainAsItDid() throws IOException {
        Script again = Script.replay(record(Simulator.Builder::recordWords));
        assertThat(again.answers()).hasSize(2);
        Answer first = again.answers().get(0);
        assertThat(first.parts())
                .containsExactly(new Answer.Speech("The sea is calm.", 900), new Answer.Speech("So am I.", 600));
        assertThat(first.chunkMs()).isEqualTo(100);
        assertThat((long) first.firstAudioDelayMs()).isBetween(140L, waitedMs + 1);
        assertThat(SPREAD_MS / first.speed()).isBetween(SPREAD_MS / 4.5 - lateMs, SPREAD_MS / 2.0 + lateMs);
        assertThat(again.answers().get(1).parts()).containsExactly(new Answer.Call("light_lamp", "{\"bright\":true}"));
    }

    @Test
    void aTraceWithoutWordsIsToldAsAStoryOfTheSameLength() throws IOException {
        Script again = Script.replay(record(builder -> builder));
        assertThat(again.answers().get(0).parts())
                .containsExactly(Answer.Part.ofDurationMs(900), Answer.Part.ofDurationMs(600));
        assertThat(again.answers().get(1).parts()).containsExactly(new Answer.Call("light_lamp", "{}"));
    }

    @Test
    void aCallIsReplayedByWhatItsBufferPlayed() throws IOException {
        try (RtcEngine engine = new LibWebRtcEngine();
                Simulator sim = Simulator.builder()
                        .voice(new ToneVoice())
                        .script(Script.of(Answer.of(new Answer.Speech("On the line.", 800))))
                        .engine(engine)
                        .record(dir)
                        .recordWords()
                        .start();
                RtcClient call = RtcClient.connect(engine, sim)) {
            call.await(ServerEvent.SessionCreated.class);
            call.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            call.await(ServerEvent.OutputAudioBufferStopped.class);
            lateMs = sim.sessions().get(0).ledger().pacing().maxMs();
        }
        Answer.Speech part =
                (Answer.Speech) Script.replay(file()).answers().get(0).parts().get(0);
        assertThat(part.text()).isEqualTo("On the line.");
        assertThat((double) part.durationMs()).isBetween(700 - lateMs, 1_000 + lateMs);
    }

    @Test
    void aTraceOfTheBetaInterfaceIsReplayedToo() throws IOException {
        Path trace = dir.resolve("beta.trace");
        Files.writeString(
                trace,
                String.join(
                        "\n",
                        "{\"trace\":\"bargein\",\"version\":1,\"wall\":\"2026-01-31T12:00:00Z\",\"text\":true}",
                        "{\"t\":0,\"dir\":\"out\",\"event\":{\"type\":\"response.create\"}}",
                        "{\"t\":280000000,\"dir\":\"in\",\"event\":{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}}",
                        "{\"t\":300000000,\"dir\":\"in\",\"event\":{\"type\":\"response.audio_transcript.delta\","
                                + "\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"Good evening.\"}}",
                        "{\"t\":400000000,\"dir\":\"in\",\"event\":{\"type\":\"response.audio.delta\","
                                + "\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":{\"bytes\":12000,\"ms\":250,\"crc32\":\"0\"}}}",
                        "{\"t\":500000000,\"dir\":\"in\",\"event\":{\"type\":\"response.audio.delta\","
                                + "\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":{\"bytes\":12000,\"ms\":250,\"crc32\":\"0\"}}}",
                        ""));
        Answer answer = Script.replay(trace).answers().get(0);
        assertThat(answer.parts()).containsExactly(new Answer.Speech("Good evening.", 500));
        assertThat(answer.firstAudioDelayMs()).isEqualTo(400);
        assertThat(answer.chunkMs()).isEqualTo(250);
        assertThat(answer.speed()).isEqualTo(2.5);
    }

    @Test
    void whatIsNoTraceOrHoldsNoAnswerIsAnErrorThatSaysSo() throws IOException {
        Path file = dir.resolve("x.trace");
        assertThatThrownBy(() -> Script.replay(file))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("cannot be read");
        Files.writeString(file, "hello");
        assertThatThrownBy(() -> Script.replay(file))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("x.trace");
        String header = "{\"trace\":\"bargein\",\"version\":1,\"wall\":\"2026-01-31T12:00:00Z\"}\n";
        Files.writeString(file, header);
        assertThatThrownBy(() -> Script.replay(file))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("no answer");
        StringBuilder many = new StringBuilder(header);
        for (int i = 0; i <= 1_000; i++) {
            many.append("{\"t\":0,\"dir\":\"in\",\"event\":{\"type\":\"response.created\",\"response\":{\"id\":\"r")
                    .append(i)
                    .append("\"}}}\n");
        }
        Files.writeString(file, many);
        assertThatThrownBy(() -> Script.replay(file))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("more than 1000");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsAnErrorAtTheStart() throws IOException {
        Path file = Files.writeString(dir.resolve("taken"), "x");
        assertThatThrownBy(() -> Simulator.builder().record(file).start())
                .isInstanceOf(SimulatorException.class)
                .hasMessageContaining("taken");
    }
}
