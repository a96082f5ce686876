package dev.bargein.speech.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BreathGroupsTest {
    private static List<String> spoken(String text) {
        return BreathGroups.of(text).stream().map(BreathGroups.Sentence::spoken).toList();
    }

    @Test
    void aTextIsCutAtItsSentences() {
        assertThat(spoken("One. Two? Three!")).containsExactly("One.", "Two?", "Three!");
    }

    @Test
    void anOpenSentenceIsEnded() {
        assertThat(spoken("Hello")).containsExactly("Hello.");
        assertThat(spoken("Hello, ")).containsExactly("Hello.");
    }

    @Test
    void thePiecesCoverTheText() {
        String text = "  One.\n\n… Two without an end —  ";
        List<BreathGroups.Sentence> pieces = BreathGroups.of(text);
        int at = 0;
        for (BreathGroups.Sentence piece : pieces) {
            assertThat(piece.start()).isEqualTo(at);
            at = piece.end();
        }
        assertThat(at).isEqualTo(text.length());
    }

    @Test
    void whatCannotBeSpokenIsNoSentence() {
        assertThat(spoken("")).isEmpty();
        assertThat(spoken("… — !")).isEmpty();
        assertThat(spoken("\u0000\u0007")).isEmpty();
    }

    @Test
    void controlCharactersAreLeftOut() {
        assertThat(spoken("a\u0001b\tc.")).containsExactly("a b c.");
    }

    @Test
    void aSentenceThatDoesNotEndIsSpokenInPiecesCutAtItsWords() {
        String text = "morning garden, silver window ".repeat(400);
        List<BreathGroups.Sentence> pieces = BreathGroups.of(text);
        assertThat(pieces).hasSizeGreaterThan(50);
        int at = 0;
        for (BreathGroups.Sentence piece : pieces) {
            assertThat(piece.start()).isEqualTo(at);
            assertThat(piece.spoken())
                    .hasSizeBetween(1, BreathGroups.MAX_CHARACTERS + 1)
                    .doesNotMatch(".*(morni|gard|silv|wind)\\.");
            at = piece.end();
        }
        assertThat(at).isEqualTo(text.length());
    }

    @Test
    void aWordThatDoesNotEndIsCutAndNoCharacterIsTornApart() {
        String text = "x".repeat(199) + "\uD835\uDC00".repeat(10_000);
        List<BreathGroups.Sentence> pieces = BreathGroups.of(text);
        assertThat(pieces).allMatch(piece -> piece.end() - piece.start() <= BreathGroups.MAX_CHARACTERS);
        assertThat(pieces).allMatch(piece -> !Character.isLowSurrogate(text.charAt(piece.start())));
    }

    @Test
    @Timeout(20)
    void theCostOfATextGrowsWithItsLengthOnly() {
        String text = "a" + "-".repeat(2_000_000) + "b";
        assertThat(spoken(text)).containsExactly("a.", "-b.");
    }
}
