package de.dfki.lt.tools.tokenizer;

import de.dfki.lt.tools.tokenizer.annotate.AnnotatedString;
import de.dfki.lt.tools.tokenizer.annotate.FastAnnotatedString;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small tokeniser behind the name by which MaryTTS asks for one: words, numbers and single punctuation marks are
 * tokens, and a full stop, question mark or exclamation mark ends a sentence.
 *
 * <p>Thread-safe.
 */
public final class JTok {
    private static final String CLASS = "class";
    private static final String BORDER = "border";
    private static final String PARAGRAPH = "p";
    private static final String SENTENCE = "tu";
    private static final Pattern TOKEN = Pattern.compile(
            "(?:Mr|Mrs|Ms|Dr|St|Prof)\\.|[\\p{L}\\p{M}]+(?:['’-][\\p{L}\\p{M}]+)*|\\d+(?:[.,:]\\d+)*|\\S");
    private static final Pattern ENDS_SENTENCE = Pattern.compile("[.!?…]");

    /** Takes what MaryTTS passes, and needs none of it. */
    public JTok(Properties unused) {}

    /**
     * Marks every token with an annotation {@code class}, and every first token of a paragraph or sentence with an
     * annotation {@code border}.
     */
    public AnnotatedString tokenize(String text, String language) {
        FastAnnotatedString out = new FastAnnotatedString(text);
        Matcher matcher = TOKEN.matcher(text);
        String border = PARAGRAPH;
        while (matcher.find()) {
            boolean ends = ENDS_SENTENCE.matcher(matcher.group()).matches();
            if (!border.isEmpty() && !ends) {
                out.annotate(BORDER, border, matcher.start(), matcher.end());
                border = "";
            }
            out.annotate(CLASS, new Token(matcher.group()), matcher.start(), matcher.end());
            if (ends) {
                border = SENTENCE;
            }
        }
        return out;
    }

    /** A value of its own for every token, so that neighbours stay apart. Compared by identity. */
    private static final class Token {
        private final String text;

        Token(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
