package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.speech.Voice;
import dev.bargein.simulator.speech.VoiceProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One woman, four ways to sound, ten names. */
class VoiceStylesTest {
    private static final String SENTENCE = "Once upon a time there was a king who lived by the sea.";
    private static final int RATE_HZ = 24_000;
    private static final int FRAME = 960;

    @Test
    void lowIsLowerYoungIsHigherAndLivelyHasMoreMelody(TestReporter reporter) {
        Melody plain = melody(SltVoice.Style.PLAIN);
        Melody low = melody(SltVoice.Style.LOW);
        Melody young = melody(SltVoice.Style.YOUNG);
        Melody lively = melody(SltVoice.Style.LIVELY);
        reporter.publishEntry("melody", "plain " + plain + ", low " + low + ", young " + young + ", lively " + lively);
        assertThat(low.medianHz()).isLessThan(plain.medianHz() * 0.85);
        assertThat(young.medianHz()).isGreaterThan(plain.medianHz() * 1.12);
        assertThat(lively.rangeSemitones()).isGreaterThan(plain.rangeSemitones() * 1.2);
    }

    @ParameterizedTest
    @CsvSource({
        "alloy, slt",
        "ash, slt-low",
        "ballad, slt-low",
        "coral, slt-young",
        "echo, slt-low",
        "sage, slt",
        "shimmer, slt-young",
        "verse, slt-lively",
        "marin, slt-lively",
        "cedar, slt-low",
        "somebody, slt"
    })
    void everyVoiceOfTheServiceHasSomebodyWhoStandsForIt(String wanted, String name) {
        Voice voice = new SltVoice();
        assertThat(voice.named(wanted).name()).isEqualTo(name);
        assertThat(voice.named(wanted).named("alloy").name()).isEqualTo(name);
    }

    @Test
    void everyStyleIsFoundByItsName() {
        List<String> names = ServiceLoader.load(VoiceProvider.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        assertThat(names).containsExactly("slt", "slt-low", "slt-young", "slt-lively");
    }

    /** The pitch of a sentence: its median, and between which tenths it moves. */
    private record Melody(double medianHz, double rangeSemitones) {}

    private static Melody melody(SltVoice.Style style) {
        short[] pcm = Speech.of(new SltVoice(style), SENTENCE);
        List<Double> pitches = new ArrayList<>();
        for (int at = 0; at + 2 * FRAME <= pcm.length; at += FRAME / 2) {
            double pitch = pitchHz(pcm, at);
            if (pitch > 0) {
                pitches.add(pitch);
            }
        }
        pitches.sort(null);
        double tenth = pitches.get(pitches.size() / 10);
        double ninth = pitches.get(pitches.size() * 9 / 10);
        return new Melody(pitches.get(pitches.size() / 2), 12 * Math.log(ninth / tenth) / Math.log(2));
    }

    /** The lag at which 40 ms are most like themselves; 0 when they are not, as consonants are. */
    private static double pitchHz(short[] pcm, int at) {
        double best = 0.7;
        int bestLag = 0;
        for (int lag = RATE_HZ / 350; lag <= RATE_HZ / 70; lag++) {
            double product = 0;
            double one = 1;
            double other = 1;
            for (int i = at; i < at + FRAME; i++) {
                product += (double) pcm[i] * pcm[i + lag];
                one += (double) pcm[i] * pcm[i];
                other += (double) pcm[i + lag] * pcm[i + lag];
            }
            double likeness = product / Math.sqrt(one * other);
            // A whole period counts, and twice of it only when it is clearly better.
            if (likeness > best + (bestLag > 0 && lag > 1.5 * bestLag ? 0.1 : 0)) {
                best = likeness;
                bestLag = lag;
            }
        }
        return bestLag == 0 ? 0 : (double) RATE_HZ / bestLag;
    }
}
