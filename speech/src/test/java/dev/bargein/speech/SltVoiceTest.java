package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import dev.bargein.simulator.speech.VoiceProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SltVoiceTest {
    private static final String SENTENCE = "Once upon a time, in a land where the mountains touched the sky.";
    private static final int RATE_PER_MS = 24;

    private final Voice voice = new SltVoice();

    private record Spoken(long samples, double rms, long firstMs, long totalMs) {}

    private static Spoken speak(Voice voice, String text) {
        long start = System.nanoTime();
        long first = -1;
        long samples = 0;
        double energy = 0;
        short[] pcm = new short[240];
        try (Utterance utterance = voice.speak(text, 0, 0)) {
            for (int n = utterance.read(pcm, 0, pcm.length); n > 0; n = utterance.read(pcm, 0, pcm.length)) {
                first = first < 0 ? (System.nanoTime() - start) / 1_000_000 : first;
                samples += n;
                for (int i = 0; i < n; i++) {
                    energy += (double) pcm[i] * pcm[i];
                }
            }
        }
        long total = (System.nanoTime() - start) / 1_000_000;
        return new Spoken(samples, Math.sqrt(energy / Math.max(1, samples)), first, total);
    }

    @Test
    void isFoundByItsName() {
        List<VoiceProvider> found = ServiceLoader.load(VoiceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("slt"))
                .toList();
        assertThat(found).hasSize(1);
        assertThat(found.get(0).create().name()).isEqualTo("slt");
    }

    @Test
    void speaksAudiblyForAsLongAsAPersonWould() {
        Spoken spoken = speak(voice, SENTENCE);
        assertThat(spoken.samples() / RATE_PER_MS).isBetween(4_200L, 4_450L);
        assertThat(spoken.rms()).isBetween(500.0, 10_000.0);
    }

    @Test
    void soundBeginsLongBeforeTheTextIsComputed() {
        Spoken spoken = speak(voice, (SENTENCE + " ").repeat(8));
        // A ratio, so that a busy machine does not decide.
        assertThat(spoken.firstMs() * 3).isLessThan(spoken.totalMs());
    }

    @Test
    void twoTextsAreSpokenAtOnce() throws Exception {
        long alone = speak(voice, SENTENCE).samples();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CompletableFuture<Spoken> one = CompletableFuture.supplyAsync(() -> speak(voice, SENTENCE), threads);
            CompletableFuture<Spoken> two = CompletableFuture.supplyAsync(() -> speak(voice, SENTENCE), threads);
            assertThat(one.get(60, TimeUnit.SECONDS).samples()).isEqualTo(alone);
            assertThat(two.get(60, TimeUnit.SECONDS).samples()).isEqualTo(alone);
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anOpenSentenceIsSpokenToItsEnd() {
        long closed = speak(voice, "Tell me a story.").samples();
        assertThat(speak(voice, "Tell me a story").samples()).isEqualTo(closed);
    }

    @Test
    void anAbandonedTextLeavesNothingBehind() {
        Utterance utterance = voice.speak((SENTENCE + " ").repeat(5), 0, 0);
        assertThat(utterance.read(new short[240], 0, 240)).isPositive();
        utterance.close();
        utterance.close();
        assertThat(utterance.read(new short[240], 0, 240)).isEqualTo(-1);
    }

    @Test
    void charactersFollowTheSamples() {
        String text = "First this. And then a much longer second sentence, after it.";
        try (Utterance utterance = voice.speak(text, 0, 0)) {
            assertThat(utterance.charactersAt(0)).isZero();
            short[] pcm = new short[2_400];
            long samples = 0;
            for (int n = utterance.read(pcm, 0, pcm.length); n > 0; n = utterance.read(pcm, 0, pcm.length)) {
                samples += n;
            }
            int before = 0;
            for (long at = 0; at <= samples; at += 480) {
                int now = utterance.charactersAt(at);
                assertThat(now).isBetween(before, text.length());
                before = now;
            }
            assertThat(utterance.charactersAt(samples)).isEqualTo(text.length());
        }
    }

    @Test
    void nothingToSayIsSilence() {
        assertThat(speak(voice, "").samples()).isZero();
        assertThat(speak(voice, " … \u0007 ").samples()).isZero();
    }

    @Test
    void strangeCharactersDoNotSilenceTheRest() {
        assertThat(speak(voice, "Tea & cake <b>cost</b> 3.50 — \"really\"? Yes \u0001 they do!")
                        .samples())
                .isGreaterThan(RATE_PER_MS * 2_000L);
    }
}
