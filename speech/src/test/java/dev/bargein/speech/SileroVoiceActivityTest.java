package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.speech.VoiceActivity;
import dev.bargein.simulator.speech.VoiceActivityProvider;
import dev.bargein.speech.internal.SileroModel;
import dev.bargein.speech.internal.SileroStreams;
import dev.bargein.testing.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Speech told by a neural network. */
class SileroVoiceActivityTest {
    static {
        LeakCheck.track("Silero streams", SileroStreams::open);
    }

    private static final int FRAME = VoiceActivity.FRAME_SAMPLES;
    private static final int FRAME_MS = 32;
    private static final float SPEECH = 0.5f;

    private static List<Float> judge(short[] pcm) {
        List<Float> out = new ArrayList<>();
        try (VoiceActivity ear = new SileroVoiceActivity()) {
            for (int at = 0; at + FRAME <= pcm.length; at += FRAME) {
                out.add(ear.probability(Arrays.copyOfRange(pcm, at, at + FRAME)));
            }
        }
        return out;
    }

    private static long speechFrames(List<Float> probabilities) {
        return probabilities.stream().filter(p -> p >= SPEECH).count();
    }

    @Test
    void theModelIsTheOneThatWasPublished() throws IOException, NoSuchAlgorithmException {
        try (InputStream in = SileroModel.class.getResourceAsStream(SileroModel.RESOURCE)) {
            assertThat(in).isNotNull();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertThat(HexFormat.of().formatHex(hash))
                    .isEqualTo("1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3");
        }
    }

    @Test
    void itsLicenceComesWithIt() throws IOException {
        try (InputStream in = SileroModel.class.getResourceAsStream("/META-INF/LICENSE-silero-vad.txt")) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("Silero Team", "Permission is hereby granted, free of charge");
        }
    }

    @Test
    void speechIsHeardFromWithin100MsOfItsOnsetAndTheSilenceAroundItIsNot() {
        short[] speech = Speech.of(new SltVoice(), "Wait, stop please! I have another question.");
        List<Float> heard = judge(Speech.between(960, speech));
        int onset = onsetFrame(Speech.between(960, speech));
        int first = 0;
        while (first < heard.size() && heard.get(first) < SPEECH) {
            first++;
        }
        assertThat((first - onset) * FRAME_MS).isBetween(-FRAME_MS, 100);
        assertThat(speechFrames(heard) * FRAME_MS).isGreaterThan(speech.length / 24 * 6 / 10);
        assertThat(heard.subList(heard.size() - 15, heard.size())).allMatch(p -> p < SPEECH);
    }

    /** The first frame whose level is above -50 dBFS. */
    private static int onsetFrame(short[] pcm) {
        for (int at = 0; at + FRAME <= pcm.length; at += FRAME) {
            double power = 0;
            for (int i = at; i < at + FRAME; i++) {
                power += (double) pcm[i] * pcm[i];
            }
            if (Math.sqrt(power / FRAME) > 32_768 * Math.pow(10, -50.0 / 20)) {
                return at / FRAME;
            }
        }
        throw new AssertionError("silence");
    }

    @Test
    void silenceNoiseAndTonesAreNoSpeech() {
        short[] silence = new short[3 * 24_000];
        assertThat(speechFrames(judge(silence))).isZero();

        short[] noise = new short[3 * 24_000];
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (3_000 * (2 * random.nextDouble() - 1));
        }
        assertThat(speechFrames(judge(noise))).isZero();

        short[] tone = new short[3 * 24_000];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * 1_000 * i / 24_000));
        }
        assertThat(speechFrames(judge(tone))).isLessThan(4);
    }

    @Test
    void streamsDoNotHearEachOther() {
        short[] speech = Speech.between(320, Speech.of(new SltVoice(), "Tell me a story."));
        List<Float> alone = judge(speech);
        List<Float> together = new ArrayList<>();
        try (VoiceActivity one = new SileroVoiceActivity();
                VoiceActivity other = new SileroVoiceActivity()) {
            for (int at = 0; at + FRAME <= speech.length; at += FRAME) {
                together.add(one.probability(Arrays.copyOfRange(speech, at, at + FRAME)));
                other.probability(new short[FRAME]);
            }
        }
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void closingTwiceIsClosingOnceAndANewStreamCanFollowTheLast() {
        VoiceActivity ear = new SileroVoiceActivity();
        ear.close();
        ear.close();
        assertThat(SileroStreams.open()).isZero();
        assertThat(judge(new short[FRAME])).hasSize(1);
    }

    @Test
    void itIsFoundByTheSimulator() {
        List<VoiceActivityProvider> found = ServiceLoader.load(VoiceActivityProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(found).singleElement().satisfies(provider -> {
            assertThat(provider.name()).isEqualTo("silero");
            try (VoiceActivity ear = provider.create()) {
                assertThat(ear).isInstanceOf(SileroVoiceActivity.class);
            }
        });
    }
}
