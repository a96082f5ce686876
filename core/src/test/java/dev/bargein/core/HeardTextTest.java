package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.internal.heard.HeardText;
import org.junit.jupiter.api.Test;

class HeardTextTest {
    private static final String TEXT = "one two three four five";

    @Test
    void nothingHeardIsNoText() {
        assertThat(HeardText.estimate(TEXT, 0, 48_000)).isEmpty();
        assertThat(HeardText.estimate("", 24_000, 48_000)).isEmpty();
    }

    @Test
    void allHeardIsTheWholeText() {
        assertThat(HeardText.estimate(TEXT, 48_000, 48_000)).isEqualTo(TEXT);
        assertThat(HeardText.estimate(TEXT, 96_000, 48_000)).isEqualTo(TEXT);
    }

    @Test
    void halfHeardIsHalfTheTextUpToAWholeWord() {
        assertThat(HeardText.estimate(TEXT, 24_000, 48_000)).isEqualTo("one two");
        assertThat(HeardText.estimate(TEXT, 27_500, 48_000)).isEqualTo("one two three");
    }

    @Test
    void aWordThatIsCutInTheMiddleWasNotHeard() {
        assertThat(HeardText.estimate(TEXT, 4_000, 48_000)).isEmpty();
        assertThat(HeardText.estimate(TEXT, 46_000, 48_000)).isEqualTo("one two three four");
    }

    @Test
    void withoutTheLengthOfTheWholeSpeechRunsAt15CharactersASecond() {
        assertThat(HeardText.estimate(TEXT, 24_000, 0)).isEqualTo("one two three");
        assertThat(HeardText.estimate(TEXT, 10 * 24_000, 0)).isEqualTo(TEXT);
    }
}
