package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.ScriptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WAV files as answers of a script. */
class ScriptSoundTest {
    private static final int TONE_HZ = 1_000;

    @TempDir
    private Path folder;

    private static byte[] wav(int rateHz, int channels, int bits, int format, int ms) {
        int frames = (int) ((long) rateHz * ms / 1_000);
        int size = frames * channels * bits / 8;
        ByteBuffer out = ByteBuffer.allocate(54 + size).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(46 + size);
        out.put("WAVELIST".getBytes(StandardCharsets.US_ASCII))
                .putInt(1)
                .put((byte) 1)
                .put((byte) 0);
        out.put("fmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) format);
        out.putShort((short) channels).putInt(rateHz).putInt(rateHz * channels * bits / 8);
        out.putShort((short) (channels * bits / 8)).putShort((short) bits);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        for (int i = 0; i < frames && bits == 16; i++) {
            short value = (short) (10_000 * Math.sin(2 * Math.PI * TONE_HZ * i / rateHz));
            for (int c = 0; c < channels; c++) {
                out.putShort(value);
            }
        }
        return out.array();
    }

    private Script load(String yaml) throws IOException {
        Path file = folder.resolve("talk.yaml");
        Files.writeString(file, yaml);
        return Script.load(file);
    }

    private short[] sound(byte[] wav) throws IOException {
        Files.write(folder.resolve("a.wav"), wav);
        Answer answer = load("answers:\n  - wav: a.wav\n    text: Ding.\n").answer(0);
        Answer.Recording recording = (Answer.Recording) answer.parts().get(0);
        assertThat(recording.text()).isEqualTo("Ding.");
        return recording.sound().toPcm();
    }

    private void assertRefused(byte[] wav, String why) throws IOException {
        Files.write(folder.resolve("a.wav"), wav);
        assertThatThrownBy(() -> load("answers:\n  - text: Hi.\n  - wav: a.wav\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("talk.yaml:3:")
                .hasMessageContaining(why);
    }

    /** How much of the sound is not the tone, in decibels below it. */
    private static double noiseDb(short[] pcm) {
        double sine = 0;
        double cosine = 0;
        int from = 1_200;
        int count = (pcm.length - 2 * from) / 24 * 24;
        for (int i = from; i < from + count; i++) {
            sine += pcm[i] * Math.sin(2 * Math.PI * TONE_HZ * i / 24_000);
            cosine += pcm[i] * Math.cos(2 * Math.PI * TONE_HZ * i / 24_000);
        }
        sine *= 2.0 / count;
        cosine *= 2.0 / count;
        assertThat(sine).as("the tone in phase").isCloseTo(10_000, withPercentage(1.5));
        double noise = 0;
        for (int i = from; i < from + count; i++) {
            double tone = sine * Math.sin(2 * Math.PI * TONE_HZ * i / 24_000)
                    + cosine * Math.cos(2 * Math.PI * TONE_HZ * i / 24_000);
            noise += (pcm[i] - tone) * (pcm[i] - tone);
        }
        return 10 * Math.log10(count * (sine * sine + cosine * cosine) / 2 / noise);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000})
    void anyRateBecomesTwentyFourKilohertz(int rateHz) throws IOException {
        short[] pcm = sound(wav(rateHz, 1, 16, 1, 1_000));
        assertThat(pcm.length).isBetween(23_990, 24_010);
        assertThat(noiseDb(pcm)).isGreaterThan(70);
    }

    @Test
    void stereoIsMixed() throws IOException {
        assertThat(sound(wav(24_000, 2, 16, 1, 500))).isEqualTo(sound(wav(24_000, 1, 16, 1, 500)));
    }

    @Test
    void whatNobodyHeardAtTheOldRateIsNotHeardAtTheNew() throws IOException {
        byte[] file = wav(48_000, 1, 16, 1, 500);
        ByteBuffer samples = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 24_000; i++) {
            samples.putShort(54 + 2 * i, (short) (10_000 * Math.sin(2 * Math.PI * 15_000 * i / 48_000)));
        }
        short[] pcm = Arrays.copyOfRange(sound(file), 1_000, 11_000);
        for (short value : pcm) {
            assertThat((int) value).isBetween(-10, 10);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(20)
    void aPipeOrADeviceIsRefusedAndNotWaitedFor() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe.wav").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        Files.createSymbolicLink(folder.resolve("zero.wav"), Path.of("/dev/zero"));
        Files.createDirectory(folder.resolve("folder.wav"));
        for (String name : List.of("pipe.wav", "zero.wav", "folder.wav")) {
            assertThatThrownBy(() -> load("answers:\n  - wav: " + name + "\n"))
                    .isInstanceOf(ScriptException.class)
                    .hasMessageContaining("talk.yaml:2: " + name + " is no regular file");
        }
    }

    @Test
    void otherFilesAreRefusedWithTheirLine() throws IOException {
        assertRefused(new byte[5], "is no WAV file");
        assertRefused("<html>nothing here</html>".getBytes(StandardCharsets.UTF_8), "is no WAV file");
        assertRefused(wav(24_000, 1, 24, 1, 10), "is not PCM of 16 bits");
        assertRefused(wav(24_000, 1, 16, 3, 10), "is not PCM of 16 bits");
        assertRefused(wav(24_000, 6, 16, 1, 10), "has 6 channels");
        assertRefused(wav(2_000, 1, 16, 1, 10), "has 2000 samples a second");
        assertRefused(Arrays.copyOf(wav(24_000, 1, 16, 1, 10), 46), "holds no sound");
        assertRefused(new byte[(32 << 20) + 1], "32 MiB altogether");
    }

    @Test
    void aFileThatWasCutOffIsPlayedAsFarAsItGoes() throws IOException {
        byte[] file = wav(24_000, 1, 16, 1, 1_000);
        assertThat(sound(Arrays.copyOf(file, file.length / 2)).length).isBetween(11_900, 12_100);
    }

    @Test
    void filesElsewhereAndFilesThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> load("answers:\n  - wav: ../a.wav\n")).hasMessageContaining("next to the script");
        assertThatThrownBy(() -> load("answers:\n  - wav: /etc/passwd\n")).hasMessageContaining("next to the script");
        assertThatThrownBy(() -> load("answers:\n  - wav: b.wav\n")).hasMessageContaining("check that the file exists");
        assertThatThrownBy(() -> load("answers:\n  - wav: b.wav\n    durationMs: 5\n"))
                .hasMessageContaining("durationMs");
    }
}
