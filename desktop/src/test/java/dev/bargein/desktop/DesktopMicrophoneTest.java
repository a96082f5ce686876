package dev.bargein.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.desktop.FakeLines.FakeLine;
import dev.bargein.desktop.SoundDevice.Direction;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesktopMicrophoneTest {
    private final FakeLines lines = new FakeLines();
    private final HeardEvents events = new HeardEvents();
    private final short[] heard = new short[10 * 24_000];
    private int samples;

    private DesktopMicrophone.Builder builder() {
        return DesktopMicrophone.builder(lines).listener(events);
    }

    private void hear(short[] frame) {
        synchronized (heard) {
            System.arraycopy(frame, 0, heard, samples, frame.length);
            samples += frame.length;
        }
    }

    private short[] awaitSamples(int n) {
        lines.await(
                () -> {
                    synchronized (heard) {
                        return samples >= n;
                    }
                },
                n + " samples");
        synchronized (heard) {
            return Arrays.copyOf(heard, samples);
        }
    }

    @ParameterizedTest
    @CsvSource({"48000,2", "48000,1", "44100,2", "44100,1", "24000,1", "16000,1", "8000,1"})
    void aDeviceOfAnyRateAndOfOneOrTwoChannelsIsHeardAtItsPitch(int rate, int channels) {
        lines.plug("mic", Direction.INPUT, new SoundFormat(rate, channels));
        try (DesktopMicrophone microphone = builder().build()) {
            microphone.start(this::hear);
            FakeLine line = lines.line(0);
            Tone tone = new Tone(1_000, 10_000, rate);
            short[] mono = new short[rate / 100];
            for (int i = 0; i < 100; i++) {
                tone.render(mono);
                byte[] bytes = new byte[mono.length * 2 * channels];
                for (int j = 0; j < mono.length * channels; j++) {
                    bytes[2 * j] = (byte) mono[j / channels];
                    bytes[2 * j + 1] = (byte) (mono[j / channels] >> 8);
                }
                line.hear(bytes);
                lines.await(() -> line.unread() == 0, "reading");
            }
            assertThat(Tone.amplitude(awaitSamples(23_760), 24_000, 1_000)).isBetween(9_800.0, 10_200.0);
            assertThat(microphone.overruns()).isZero();
        }
        assertThat(lines.line(0).isClosed()).isTrue();
    }

    @Test
    void aMicrophoneThatVanishesHearsSilenceAndThenWhatComesInItsPlace() throws InterruptedException {
        SoundFormat plain = new SoundFormat(24_000, 1);
        lines.plug("mic", Direction.INPUT, plain);
        try (DesktopMicrophone microphone = builder().build()) {
            microphone.start(this::hear);
            assertThat(events.next()).isEqualTo("on mic");
            lines.unplug("mic");
            assertThat(events.next()).startsWith("lost mic");
            assertThat(awaitSamples(4_800)).containsOnly(0);
            assertThat(microphone.device()).isEmpty();

            lines.plug("other mic", Direction.INPUT, plain);
            assertThat(events.next()).isEqualTo("on other mic");
            byte[] loud = new byte[480];
            Arrays.fill(loud, (byte) 1);
            lines.line(1).hear(loud);
            lines.await(
                    () -> {
                        synchronized (heard) {
                            return samples > 0 && heard[samples - 1] == 0x0101;
                        }
                    },
                    "sound of the other microphone");
        }
    }

    @Test
    void soundThatTheDeviceHadToThrowAwayIsCounted() {
        lines.plug("mic", Direction.INPUT, new SoundFormat(24_000, 1));
        try (DesktopMicrophone microphone = builder().bufferMs(20).build()) {
            microphone.start(this::hear);
            lines.line(0).hear(new byte[2 * 480]);
            awaitSamples(480);
            assertThat(microphone.overruns()).isEqualTo(1);
        }
    }

    @Test
    void theLightTellsWhetherAnybodyListens() {
        DesktopMicrophone microphone = builder().build();
        assertThat(microphone.isLive()).isFalse();
        microphone.live(true);
        assertThat(microphone.isLive()).isTrue();
        microphone.close();
    }

    @Test
    void aMachineWithoutAMicrophoneIsToldInWords() {
        lines.plug("box", Direction.OUTPUT, new SoundFormat(24_000, 1));
        try (DesktopMicrophone microphone = builder().build()) {
            assertThatThrownBy(() -> microphone.start(this::hear))
                    .isInstanceOf(SoundDeviceException.class)
                    .hasMessageStartingWith("There is no microphone: plug one in");
        }
    }
}
