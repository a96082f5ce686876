package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.internal.heard.HeardText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static final double BLANK = 0.5;
    private static final int REST = 20;
    private static final long TOTAL = 1_000_000_000;

    /**
     * How long it takes to say something, in units of a spoken letter: a word is heard when its last character began.
     *
     * @param before the length of all but its last character
     * @param length the length of all of it
     */
    @ParameterizedTest
    @CsvSource({
        "abc, 2, 3",
        "12, 4, 8",
        "NATO, 9, 12",
        "aB, 1, 2",
        "Ab, 1, 2",
        "ABc, 6, 7",
        "cAB, 4, 7",
        "'a,', 1, 4",
        "'1,2', 4, 8",
        "'1,b', 7, 8",
        "'a,1', 4, 8",
        "',1', 3, 7",
        "a;b, 4, 5",
        "a:b, 4, 5",
        "a—b, 4, 5",
        "(b, 3, 4",
        ")b, 3, 4",
        "5%, 4, 10",
        "$5, 6, 10",
        "€b, 6, 7",
        "&b, 6, 7",
        "+b, 6, 7",
        "=b, 6, 7",
        "*b, 0, 1",
        "a.b, 1, 2",
        "a., 1, 7",
        "a!, 1, 7",
        "a?, 1, 7",
        "a。, 1, 7"
    })
    void aWordTakesAsLongAsItsCharactersAreSpoken(String word, double before, double length) {
        String text = word + " " + "b".repeat(REST);
        double all = length + BLANK + REST;
        assertThat(HeardText.estimate(text, Math.round((before + 0.45) / all * TOTAL), TOTAL))
                .isEmpty();
        assertThat(HeardText.estimate(text, Math.round((before + 0.55) / all * TOTAL), TOTAL))
                .isEqualTo(word);
    }

    @Test
    void thePauseAfterTheLastSentenceIsNoSound() {
        assertThat(HeardText.estimate("ab cd.", Math.round(1.45 / 4.5 * TOTAL), TOTAL))
                .isEmpty();
        assertThat(HeardText.estimate("ab cd.", Math.round(1.55 / 4.5 * TOTAL), TOTAL))
                .isEqualTo("ab");
        assertThat(HeardText.estimate("ab cd.  ", Math.round(1.45 / 5.5 * TOTAL), TOTAL))
                .isEmpty();
        assertThat(HeardText.estimate("ab cd.  ", Math.round(1.55 / 5.5 * TOTAL), TOTAL))
                .isEqualTo("ab");
        assertThat(HeardText.estimate(".", TOTAL / 2, TOTAL)).isEmpty();
        assertThat(HeardText.estimate("  ", TOTAL, TOTAL)).isEmpty();
    }
}
