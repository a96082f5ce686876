package dev.bargein.speech.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {
    private static List<String> spoken(String text) {
        return Sentences.of(text).stream().map(Sentences.Sentence::spoken).toList();
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
        List<Sentences.Sentence> pieces = Sentences.of(text);
        int at = 0;
        for (Sentences.Sentence piece : pieces) {
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
}
