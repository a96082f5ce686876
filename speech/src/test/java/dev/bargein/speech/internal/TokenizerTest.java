package dev.bargein.speech.internal;

import static org.assertj.core.api.Assertions.assertThat;

import de.dfki.lt.tools.tokenizer.JTok;
import de.dfki.lt.tools.tokenizer.annotate.AnnotatedString;
import java.text.CharacterIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The tokeniser that MaryTTS finds under JTok's name, read the way MaryTTS reads it. */
class TokenizerTest {
    private static List<String> tokens(String text) {
        AnnotatedString string = new JTok(new Properties()).tokenize(text, "en");
        List<String> out = new ArrayList<>();
        for (char c = string.setIndex(0); c != CharacterIterator.DONE; ) {
            int start = string.getRunStart("class");
            int end = string.getRunLimit("class");
            if (string.getAnnotation("class") != null) {
                Object border = string.getAnnotation("border");
                out.add((border == null ? "" : border + ":") + string.substring(start, end));
            }
            c = string.setIndex(end);
        }
        return out;
    }

    @Test
    void wordsNumbersAndMarksAreTokens() {
        assertThat(tokens("It's 3.50, well-known!")).containsExactly("p:It's", "3.50", ",", "well-known", "!");
    }

    @Test
    void sentencesBeginAfterTheirMarks() {
        assertThat(tokens("One. Two? Three")).containsExactly("p:One", ".", "tu:Two", "?", "tu:Three");
    }

    @Test
    void neighboursThatLookAlikeStayApart() {
        assertThat(tokens("((")).containsExactly("p:(", "(");
    }

    @Test
    void titlesEndNoSentence() {
        assertThat(tokens("Dr. Who")).containsExactly("p:Dr.", "Who");
    }

    @Test
    void anEmptyTextHasNoTokens() {
        assertThat(tokens("")).isEmpty();
        assertThat(tokens("  ")).isEmpty();
    }
}
