package dev.bargein.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.client.VirtualClock;
import dev.bargein.core.MediaTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavDevicesTest {
    private final VirtualClock clock = new VirtualClock();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @Test
    void whatASpeakerPlayedIsInItsFileAndAMicrophoneHearsItOnceAndThenSilence() throws Exception {
        Path file = dir.resolve("voice.wav");
        Tone tone = new Tone(1_000, 10_000, 24_000);
        WavSpeaker speaker = WavSpeaker.of(file, clock, Duration.ofMinutes(1));
        CountDownLatch played = new CountDownLatch(20);
        speaker.start(frame -> {
            tone.render(frame);
            played.countDown();
        });
        assertThat(played.await(20, TimeUnit.SECONDS)).isTrue();
        speaker.close();
        speaker.close();
        long samples = speaker.recorded().samples();
        assertThat(samples).isGreaterThanOrEqualTo(20 * 240);
        assertThat(speaker.isCut()).isFalse();

        WavMicrophone microphone = WavMicrophone.of(file, clock);
        assertThat(microphone.length().samples()).isEqualTo(samples);
        short[] heard = new short[(int) samples + 4_800];
        int[] at = {0};
        CountDownLatch all = new CountDownLatch(1);
        microphone.start(frame -> {
            int part = Math.min(frame.length, heard.length - at[0]);
            System.arraycopy(frame, 0, heard, at[0], part);
            at[0] += part;
            if (at[0] == heard.length) {
                all.countDown();
            }
        });
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(microphone.finished()).isTrue();
        microphone.close();
        Tone again = new Tone(1_000, 10_000, 24_000);
        short[] frame = new short[(int) samples];
        again.render(frame);
        for (int i = 0; i < heard.length; i++) {
            assertThat(heard[i]).isEqualTo(i < samples ? frame[i] : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"8000,1,8", "16000,1,16", "44100,2,16", "48000,2,24", "24000,2,16"})
    void aFileOfAnyUsualFormatIsHeardAtItsPitch(int rate, int channels, int bits) throws Exception {
        Path file = dir.resolve("tone.wav");
        Tone tone = new Tone(1_000, 10_000, rate);
        short[] mono = new short[rate];
        tone.render(mono);
        int size = bits / 8;
        byte[] bytes = new byte[rate * channels * size];
        for (int i = 0; i < rate * channels; i++) {
            int value = mono[i / channels] << 8;
            for (int b = 0; b < size; b++) {
                bytes[i * size + b] = (byte) (value >> (24 - bits + 8 * b));
            }
            if (bits == 8) {
                bytes[i] = (byte) ((mono[i / channels] >> 8) + 128);
            }
        }
        AudioFormat format = new AudioFormat(rate, bits, channels, bits > 8, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(bytes), format, rate),
                AudioFileFormat.Type.WAVE,
                file.toFile());

        WavMicrophone microphone = WavMicrophone.of(file, clock);
        assertThat(microphone.length().millis()).isBetween(1_000L, 1_050L);
        short[] heard = new short[24_000];
        int[] at = {0};
        CountDownLatch all = new CountDownLatch(1);
        microphone.start(frame -> {
            if (at[0] < heard.length) {
                System.arraycopy(frame, 0, heard, at[0], frame.length);
                at[0] += frame.length;
            } else {
                all.countDown();
            }
        });
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        microphone.close();
        assertThat(Tone.amplitude(heard, 24_000, 1_000)).isBetween(9_700.0, 10_300.0);
    }

    @Test
    void aMicrophoneThatWaitsSaysNothingBeforeItIsListenedTo() throws Exception {
        Path file = dir.resolve("voice.wav");
        AudioFormat format = new AudioFormat(24_000, 16, 1, true, false);
        byte[] bytes = new byte[4_800];
        Arrays.fill(bytes, (byte) 1);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(bytes), format, bytes.length / 2),
                AudioFileFormat.Type.WAVE,
                file.toFile());
        WavMicrophone microphone = WavMicrophone.whenLive(file, clock);
        CountDownLatch silent = new CountDownLatch(5);
        CountDownLatch loud = new CountDownLatch(1);
        microphone.start(frame -> {
            if (frame[0] == 0) {
                silent.countDown();
            } else {
                loud.countDown();
            }
        });
        assertThat(silent.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(loud.getCount()).isEqualTo(1);
        microphone.live(true);
        assertThat(loud.await(20, TimeUnit.SECONDS)).isTrue();
        microphone.close();
    }

    @Test
    void aRecordingEndsWhereItWasToldTo() throws Exception {
        Path file = dir.resolve("short.wav");
        WavSpeaker speaker = WavSpeaker.of(file, clock, Duration.ofMillis(50));
        CountDownLatch played = new CountDownLatch(10);
        speaker.start(frame -> played.countDown());
        assertThat(played.await(20, TimeUnit.SECONDS)).isTrue();
        speaker.close();
        assertThat(speaker.isCut()).isTrue();
        assertThat(speaker.recorded()).isEqualTo(MediaTime.ofMillis(50));
        assertThat(Files.size(file)).isEqualTo(44 + 50 * 48);
    }

    @Test
    void aFileThatCannotBeUsedIsToldInWords() throws IOException {
        Path text = Files.writeString(dir.resolve("text.wav"), "no sound at all, only words in a file");
        assertThatThrownBy(() -> WavMicrophone.of(text, clock))
                .isInstanceOf(SoundDeviceException.class)
                .hasMessageContaining("is not a sound file");
        assertThatThrownBy(() -> WavMicrophone.of(dir.resolve("none.wav"), clock))
                .isInstanceOf(SoundDeviceException.class)
                .hasMessageContaining("Cannot read");
        Path tooLong = dir.resolve("long.wav");
        AudioFormat format = new AudioFormat(8_000, 8, 1, false, false);
        long samples = 8_000L * 60 * WavMicrophone.MAX_MINUTES + 1;
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(new byte[(int) samples]), format, samples),
                AudioFileFormat.Type.WAVE,
                tooLong.toFile());
        assertThatThrownBy(() -> WavMicrophone.of(tooLong, clock))
                .isInstanceOf(SoundDeviceException.class)
                .hasMessageContaining("is longer than 10 minutes");
        WavSpeaker nowhere = WavSpeaker.of(dir.resolve("no/such/dir.wav"), clock, Duration.ofSeconds(1));
        assertThatThrownBy(nowhere::close)
                .isInstanceOf(SoundDeviceException.class)
                .hasMessageContaining("Cannot write");
    }
}
