package dev.bargein.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole command on real transports: real sessions, real audio, a real ear. */
@Timeout(240)
class AbEndToEndTest {
    /** What the right strategy must stay within, whatever the scenario. */
    private static final Map<String, Double> BARS_MS = Map.of(
            "stopToSilenceMs", 20.0,
            "leakMs", 20.0,
            "clipMs", 10.0,
            "lockOutMs", 20.0,
            "talkHeadLossMs", 20.0,
            "talkTailLossMs", 20.0);

    private static final int ATTEMPTS = 4;
    private static final double DISTURBED_PERCENT = 0.1;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path dir;

    private JsonObject run(String... options) throws IOException {
        Path json = dir.resolve("ab.json");
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> arguments = new ArrayList<>(List.of("ab", "--trials", "1", "--json", json.toString()));
        arguments.addAll(List.of("--report", dir.resolve("report.html").toString()));
        arguments.addAll(List.of(options));
        assertThat(commandLine.execute(arguments.toArray(String[]::new)))
                .as("%s%s", out, err)
                .isZero();
        return Json.parseObject(Files.readString(json), CodecLimits.CLIENT_INBOUND);
    }

    private static List<JsonObject> trials(JsonObject json) {
        return requireNonNull((JsonArray) json.get("trials")).values().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static double number(JsonObject object, String name) {
        return requireNonNull((JsonValue.JsonNumber) object.get(name), name).doubleValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "webrtc"})
    void bargeinStaysWithinItsBoundsInEveryScenario(String transport) throws IOException {
        JsonObject json = run("--strategies", "bargein", "--transports", transport, "--seed", "4");
        // A machine that is busy with other things disturbs what is measured: then, and only then, once more.
        for (int attempt = 1;
                attempt < ATTEMPTS && isDisturbed(json) && !beyondBounds(json).isEmpty();
                attempt++) {
            json = run("--strategies", "bargein", "--transports", transport, "--seed", "4");
        }

        assertThat(trials(json).stream().map(trial -> trial.string("scenario")))
                .containsExactly(
                        "stop-while-generating", "stop-after-generation", "stop-before-audio", "stop-then-ask", "talk");
        assertThat(trials(json)).allSatisfy(trial -> assertThat(trial.members()).doesNotContainKey("error"));
        assertThat(beyondBounds(json)).isEmpty();
    }

    private static boolean isDisturbed(JsonObject json) {
        return number(json.object("environment"), "latePercent") > DISTURBED_PERCENT;
    }

    private static List<String> beyondBounds(JsonObject json) {
        List<String> beyond = new ArrayList<>();
        for (JsonObject trial : trials(json)) {
            boolean live = "webrtc".equals(trial.string("transport"));
            Map<String, Double> bars = new HashMap<>(BARS_MS);
            bars.put("truncationErrorMs", live ? 40.0 : 20.0);
            if (!live) {
                // On WebRTC the jitter buffer repeats and skips a little on a busy machine.
                bars.put("holesMs", 0.0);
                bars.put("repeatsMs", 0.0);
            }
            bars.forEach((metric, bar) -> {
                if (trial.get(metric) instanceof JsonValue.JsonNumber value && Math.abs(value.doubleValue()) > bar) {
                    beyond.add(trial.string("scenario") + " " + metric + " " + value.literal());
                }
            });
        }
        return beyond;
    }

    @Test
    void truncateAndCancelLetTheVoiceTalkOnForSecondsOnWebRtc() throws IOException {
        JsonObject json = run(
                "--strategies",
                "truncate-cancel,mute-until-stopped,cancel-clear",
                "--transports",
                "webrtc",
                "--scenarios",
                "stop-while-generating");

        JsonObject truncates = trials(json).get(0);
        assertThat(truncates.string("strategy")).isEqualTo("truncate-cancel");
        assertThat(number(truncates, "stopToSilenceMs")).isBetween(5_000.0, 16_500.0);
        assertThat(number(truncates, "leakMs")).isGreaterThan(4_500);
        assertThat(number(truncates, "wasteMs")).isGreaterThan(4_500);
        assertThat(number(trials(json).get(1), "lockOutMs")).isGreaterThan(5_000);
        assertThat(number(trials(json).get(2), "stopToSilenceMs")).isBetween(20.0, 4_000.0);
    }

    @Test
    void everyScenarioMeasuresWhatItIsAbout() throws IOException {
        JsonObject json = run("--strategies", "bargein", "--transports", "websocket", "--seed", "3");
        Map<String, List<String>> measured = Map.of(
                "stop-while-generating",
                        List.of("stopToSilenceMs", "leakMs", "truncationErrorMs", "lockOutMs", "wasteMs"),
                "stop-after-generation",
                        List.of("stopToSilenceMs", "leakMs", "truncationErrorMs", "lockOutMs", "wasteMs"),
                "stop-before-audio", List.of("stopToSilenceMs", "leakMs", "truncationErrorMs", "lockOutMs", "wasteMs"),
                "stop-then-ask",
                        List.of(
                                "stopToSilenceMs",
                                "leakMs",
                                "clipMs",
                                "holesMs",
                                "repeatsMs",
                                "onsetDelayMs",
                                "truncationErrorMs",
                                "lockOutMs",
                                "wasteMs"),
                "talk",
                        List.of(
                                "stopToSilenceMs",
                                "leakMs",
                                "talkHeadLossMs",
                                "talkTailLossMs",
                                "holesMs",
                                "repeatsMs",
                                "lockOutMs"));

        assertThat(trials(json))
                .allSatisfy(trial -> assertThat(trial.members().entrySet().stream()
                                .filter(member -> member.getKey().endsWith("Ms"))
                                .filter(member -> member.getValue() instanceof JsonValue.JsonNumber)
                                .map(Map.Entry::getKey))
                        .containsExactlyInAnyOrderElementsOf(requireNonNull(measured.get(trial.string("scenario")))));
        assertThat(out.toString())
                .contains("With bargein the voice is silent within")
                .contains("Report: file:");
        assertThat(Files.readString(dir.resolve("report.html"))).contains("What the words mean");
    }

    @Test
    void jsonOnStandardOutputIsNothingButJson() {
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "ab",
                        "--trials",
                        "1",
                        "--strategies",
                        "bargein",
                        "--transports",
                        "websocket",
                        "--scenarios",
                        "stop-before-audio",
                        "--json",
                        "-",
                        "--report",
                        dir.resolve("report.html").toString());

        assertThat(exitCode).isZero();
        assertThat(Json.parseObject(out.toString(), CodecLimits.CLIENT_INBOUND).string("schema"))
                .isEqualTo("bargein.ab/1");
        assertThat(err.toString()).contains("stop-before-audio").contains("Report: file:");
    }
}
