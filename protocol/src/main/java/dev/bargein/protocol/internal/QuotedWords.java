package dev.bargein.protocol.internal;

import java.util.regex.Pattern;

/**
 * Takes out of an error message what it quotes, one word too; ids of the protocol stay, as they say what it is about.
 *
 */
final class QuotedWords {
    /** What stands in the place of a quotation. */
    private static final String STAND_IN = "'...'";

    private static final String QUOTES =
            "'\"`\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u300c\u300d";

    private static final Pattern ID =
            Pattern.compile("(?:item|msg|resp|event|evt|call|sess|conv|fc|rtc)_[A-Za-z0-9]{1,64}");
    /** As in {@code session.audio.output.voice}: the place that the message is about. */
    private static final Pattern PLACE =
            Pattern.compile("(?:session|response|item|conversation|input_audio_buffer|output_audio_buffer)"
                    + "(?:\\.[a-z_]{1,40}|\\[\\d{1,4}\\]){1,8}");

    private QuotedWords() {}

    /**
     * The message without quotations. From the first that goes to the last that goes nothing stays, as a quotation may
     * itself hold quotes.
     *
     * @param param the parameter that the error names besides, which may be quoted; empty for none
     */
    static String remove(String message, String param) {
        int first = -1;
        int last = -1;
        int at = 0;
        while (at < message.length()) {
            if (!isQuote(message, at)) {
                at++;
                continue;
            }
            int end = at + 1;
            while (end < message.length() && !isQuote(message, end)) {
                end++;
            }
            String inner = message.substring(at + 1, end);
            boolean kept = end < message.length()
                    && (ID.matcher(inner).matches() || PLACE.matcher(inner).matches() || isParam(inner, param));
            if (kept) {
                at = end + 1;
                continue;
            }
            first = first < 0 ? at : first;
            if (end >= message.length() || isWord(message, at - 1) || isWord(message, end + 1)) {
                // Not closed, or which quote opens and which closes cannot be told: nothing more is kept.
                return message.substring(0, first) + STAND_IN;
            }
            last = end;
            at = end + 1;
        }
        return first < 0 ? message : message.substring(0, first) + STAND_IN + message.substring(last + 1);
    }

    private static boolean isWord(String text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }

    private static boolean isParam(String inner, String param) {
        return !param.isEmpty() && inner.equals(param);
    }

    /** A quote, and not the apostrophe of a word. */
    private static boolean isQuote(String text, int at) {
        char c = text.charAt(at);
        if (QUOTES.indexOf(c) < 0) {
            return false;
        }
        boolean inWord = at > 0
                && at + 1 < text.length()
                && Character.isLetter(text.charAt(at - 1))
                && Character.isLetter(text.charAt(at + 1));
        return !(inWord && (c == '\'' || c == '\u2019'));
    }
}
