package dev.bargein.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.core.MediaTime;
import dev.bargein.desktop.FakeLines.FakeLine;
import dev.bargein.desktop.SoundDevice.Direction;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesktopSpeakerTest {
    private static final SoundFormat PLAIN = new SoundFormat(24_000, 1);
    private static final int FRAME = 240;

    private final FakeLines lines = new FakeLines();
    private final AtomicInteger pulls = new AtomicInteger();
    private final HeardEvents events = new HeardEvents();

    private DesktopSpeaker.Builder builder() {
        return DesktopSpeaker.builder(lines).extraLatencyMs(0).listener(events);
    }

    private void render(short[] frame) {
        Arrays.fill(frame, (short) pulls.incrementAndGet());
    }

    @Test
    void theBufferOfTheDeviceIsFilledAndNoSampleIsPulledThatItDoesNotTake() {
        lines.plug("box", Direction.OUTPUT, PLAIN);
        try (DesktopSpeaker speaker = builder().bufferMs(40).build()) {
            speaker.start(this::render);
            FakeLine line = lines.line(0);
            line.awaitFrames(4 * FRAME);
            assertThat(pulls).hasValue(4);

            line.play(FRAME);
            short[] samples = line.awaitFrames(5 * FRAME);
            assertThat(pulls).hasValue(5);
            assertThat(samples[0]).isEqualTo((short) 1);
            assertThat(samples[4 * FRAME]).isEqualTo((short) 5);
            assertThat(speaker.underruns()).isZero();
        }
        assertThat(lines.line(0).isClosed()).isTrue();
    }

    @Test
    void theLatencyIsWhatTheDeviceHoldsJustThen() {
        lines.plug("box", Direction.OUTPUT, PLAIN);
        try (DesktopSpeaker speaker = builder().bufferMs(60).extraLatencyMs(7).build()) {
            assertThat(speaker.latency()).as("before it is open").isEqualTo(MediaTime.ofMillis(67));
            MediaTime[] seen = new MediaTime[7];
            speaker.start(frame -> {
                int n = pulls.getAndIncrement();
                if (n < seen.length) {
                    seen[n] = speaker.latency();
                }
            });
            FakeLine line = lines.line(0);
            line.awaitFrames(6 * FRAME);
            line.play(3 * FRAME);
            line.awaitFrames(9 * FRAME);
            assertThat(seen).extracting(MediaTime::millis).containsExactly(7L, 17L, 27L, 37L, 47L, 57L, 37L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "48000,2", "48000,1", "44100,2", "44100,1", "24000,2", "24000,1", "16000,2", "16000,1", "8000,2", "8000,1"
    })
    void aDeviceOfAnyRateAndOfOneOrTwoChannelsPlaysTheVoiceAtItsPitch(int rate, int channels) {
        lines.plug("box", Direction.OUTPUT, new SoundFormat(rate, channels));
        Tone tone = new Tone(1_000, 10_000, 24_000);
        try (DesktopSpeaker speaker = builder().build()) {
            speaker.start(tone::render);
            FakeLine line = lines.line(0);
            line.run(rate + rate / 10);
            short[] samples = line.awaitFrames(rate);
            short[] left = new short[rate];
            for (int i = 0; i < rate; i++) {
                left[i] = samples[i * channels];
                assertThat(samples[i * channels + channels - 1]).isEqualTo(left[i]);
            }
            assertThat(Tone.amplitude(left, rate, 1_000)).isBetween(9_800.0, 10_200.0);
            assertThat(speaker.latency().millis())
                    .as("the filter's delay and half the buffer or more")
                    .isBetween(20L, 45L);
        }
    }

    @Test
    void aDeviceThatVanishesIsReplacedByTheDefaultAndUsedAgainWhenItIsBack() throws InterruptedException {
        lines.plug("default box", Direction.OUTPUT, PLAIN);
        lines.plug("USB headset", Direction.OUTPUT, new SoundFormat(48_000, 2));
        try (DesktopSpeaker speaker = builder().device("usb").build()) {
            speaker.start(this::render);
            lines.line(0).run(9_600);
            assertThat(events.next()).isEqualTo("on USB headset");
            lines.line(0).awaitFrames(4_800);

            lines.unplug("USB headset");
            assertThat(events.next()).startsWith("lost USB headset: ");
            assertThat(events.next()).isEqualTo("on default box");
            lines.line(1).run(9_600);
            lines.line(1).awaitFrames(2_400);
            assertThat(lines.line(0).isClosed()).isTrue();
            assertThat(speaker.device()).isEqualTo("default box");

            lines.plug("USB headset", Direction.OUTPUT, new SoundFormat(48_000, 2));
            assertThat(events.next()).isEqualTo("on USB headset");
            lines.line(2).run(9_600);
            lines.line(2).awaitFrames(4_800);
            assertThat(lines.line(1).isClosed()).isTrue();
        }
    }

    @Test
    void withoutAnyDeviceTheConversationIsPlayedIntoTheVoidUntilOneComes() throws InterruptedException {
        lines.plug("only box", Direction.OUTPUT, PLAIN);
        try (DesktopSpeaker speaker = builder().build()) {
            speaker.start(this::render);
            lines.line(0).awaitFrames(4 * FRAME);
            assertThat(events.next()).isEqualTo("on only box");
            lines.unplug("only box");
            assertThat(events.next()).startsWith("lost only box");
            int before = pulls.get();
            lines.await(() -> pulls.get() >= before + 20, "pulls without a device");
            assertThat(speaker.device()).isEmpty();
            assertThat(speaker.latency()).isEqualTo(MediaTime.ZERO);

            lines.plug("another box", Direction.OUTPUT, PLAIN);
            assertThat(events.next()).isEqualTo("on another box");
            lines.line(1).awaitFrames(4 * FRAME);
        }
    }

    @Test
    void theDefaultIsOpenedAnewWhenTheDevicesChangeAsItMayBeAnotherOne() throws InterruptedException {
        lines.plug("default", Direction.OUTPUT, PLAIN);
        try (DesktopSpeaker speaker = builder().build()) {
            speaker.start(this::render);
            lines.line(0).run(9_600);
            lines.line(0).awaitFrames(FRAME);
            assertThat(events.next()).isEqualTo("on default");
            lines.plug("headset", Direction.OUTPUT, PLAIN);
            assertThat(events.next()).isEqualTo("on default");
            lines.line(1).awaitFrames(FRAME);
            assertThat(lines.line(0).isClosed()).isTrue();
        }
    }

    @Test
    void aDeviceThatRunsDryIsCountedOnceEachTime() {
        lines.plug("box", Direction.OUTPUT, PLAIN);
        try (DesktopSpeaker speaker = builder().bufferMs(40).build()) {
            speaker.start(this::render);
            FakeLine line = lines.line(0);
            line.awaitFrames(4 * FRAME);
            line.play(4 * FRAME);
            line.awaitFrames(8 * FRAME);
            assertThat(speaker.underruns()).isEqualTo(1);
            line.play(6 * FRAME);
            line.awaitFrames(14 * FRAME);
            assertThat(speaker.underruns()).isEqualTo(2);
        }
    }

    @Test
    void closingWaitsForADeviceThatHangsForASecondAtMostAndNothingIsPulledAfterIt() throws InterruptedException {
        lines.plug("box", Direction.OUTPUT, PLAIN);
        CountDownLatch hang = new CountDownLatch(1);
        DesktopSpeaker speaker = builder().build();
        speaker.start(this::render);
        FakeLine line = lines.line(0);
        line.awaitFrames(4 * FRAME);
        line.block(hang);
        line.play(4 * FRAME);
        lines.await(() -> pulls.get() == 5, "the pull whose sound is not taken");
        long before = System.nanoTime();
        speaker.close();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isBetween(900L, 6_000L);
        hang.countDown();
        lines.await(line::isClosed, "the line closes when the device lets go");
        assertThat(pulls).hasValue(5);
    }

    @Test
    void aNameThatNoDeviceHasIsAnsweredWithThoseThatThereAre() {
        lines.plug("box", Direction.OUTPUT, PLAIN);
        lines.plug("headset", Direction.OUTPUT, PLAIN);
        try (DesktopSpeaker speaker = builder().device("hedset").build()) {
            assertThatThrownBy(() -> speaker.start(this::render))
                    .isInstanceOf(SoundDeviceException.class)
                    .hasMessage("There is no loudspeaker 'hedset', only box, headset");
        }
    }

    @Test
    void aMachineWithoutSoundIsToldInWords() {
        try (DesktopSpeaker speaker = builder().build()) {
            assertThatThrownBy(() -> speaker.start(this::render))
                    .isInstanceOf(SoundDeviceException.class)
                    .hasMessageStartingWith("There is no loudspeaker: plug one in");
        }
    }

    @Test
    void aRateThatTheDeviceHasNotIsAnsweredWithThoseThatItHas() {
        lines.plug("box", Direction.OUTPUT, PLAIN, new SoundFormat(48_000, 1));
        try (DesktopSpeaker speaker = builder().rateHz(16_000).build()) {
            assertThatThrownBy(() -> speaker.start(this::render))
                    .hasMessageContaining("does not run at 16000 Hz, only at [48000, 24000]");
        }
    }

    @Test
    void aFormatThatTheDeviceRefusesIsPassedOverForTheNext() {
        SoundFormat other = new SoundFormat(44_100, 2);
        lines.plug("box", Direction.OUTPUT, PLAIN, other);
        lines.refuse(PLAIN);
        try (DesktopSpeaker speaker = builder().build()) {
            speaker.start(this::render);
            assertThat(lines.line(0).format()).isEqualTo(other);
        }
    }

    @Test
    void aSourceThatFailsIsSilentAndToldOnceAndTheDeviceGoesOn() throws InterruptedException {
        lines.plug("box", Direction.OUTPUT, PLAIN);
        try (DesktopSpeaker speaker = builder().build()) {
            speaker.start(frame -> {
                Arrays.fill(frame, (short) 99);
                if (pulls.incrementAndGet() <= 2) {
                    throw new IllegalStateException("no sound today");
                }
            });
            short[] samples = lines.line(0).awaitFrames(3 * FRAME);
            assertThat(Arrays.copyOf(samples, 2 * FRAME)).containsOnly(0);
            assertThat(samples[2 * FRAME]).isEqualTo((short) 99);
            assertThat(events.next()).isEqualTo("on box");
            assertThat(events.next()).isEqualTo("failed no sound today");
        }
    }

    @Test
    void aSpeakerServesOneSessionOnly() {
        lines.plug("box", Direction.OUTPUT, PLAIN);
        DesktopSpeaker speaker = builder().build();
        speaker.start(this::render);
        speaker.close();
        assertThatThrownBy(() -> speaker.start(this::render)).isInstanceOf(IllegalStateException.class);
        assertThat(lines.openings()).isEqualTo(1);
    }
}
