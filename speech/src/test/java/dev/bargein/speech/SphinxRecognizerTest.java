package dev.bargein.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.simulator.speech.SpeechRecognizerProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Speech written down by Sphinx4. */
class SphinxRecognizerTest {

    @Test
    void itWritesDownWhatWasSaidAndNothingForSilence() {
        Logger root = Logger.getLogger("");
        Level levelBefore = root.getLevel();
        Handler[] handlersBefore = root.getHandlers();
        SpeechRecognizer recognizer = new SphinxRecognizer();
        try (recognizer) {
            assertThat(recognizer.recognize(new short[24_000])).isEmpty();
            assertThat(recognizer.recognize(hum())).isEmpty();
            short[] light = Speech.of(new SltVoice(), "Turn off the light in the kitchen.");
            assertThat(recognizer.recognize(light)).isEqualTo("turn off the light in the kitchen");
            short[] door = Speech.of(new SltVoice(), "The house on the hill has a red door.");
            assertThat(recognizer.recognize(door)).isEqualTo("the house on the hill has a red door");
            assertThat(recognizer.recognize(light)).as("once more").isEqualTo("turn off the light in the kitchen");
            assertThat(recognizer.recognize(new short[0])).isEmpty();
        }
        recognizer.close();
        assertThatThrownBy(() -> recognizer.recognize(new short[24_000]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("make a new one");
        assertThat(root.getLevel()).isEqualTo(levelBefore);
        assertThat(root.getHandlers()).isEqualTo(handlersBefore);
        assertThat(System.getProperty("java.util.logging.config.class")).isNull();
    }

    /** Nothing but a hum: with its own settings Sphinx4 takes it as the measure of all that follows. */
    private static short[] hum() {
        short[] pcm = new short[24_000];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (200 * Math.sin(2 * Math.PI * 50 * i / 24_000));
        }
        return pcm;
    }

    @Test
    void itIsFoundByTheSimulatorWhereItsModelIs() {
        List<SpeechRecognizerProvider> found = ServiceLoader.load(SpeechRecognizerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(found).singleElement().satisfies(provider -> {
            assertThat(provider.name()).isEqualTo("sphinx");
            assertThat(provider.isAvailable()).isTrue();
        });
    }
}
