package dev.bargein.simulator.internal.script;

import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.ScriptException;
import dev.bargein.simulator.script.Turn;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The condition of a scripted answer: which turns it applies to. Immutable. */
public final class TurnCondition {
    private static final int MAX_PATTERN_CHARACTERS = 1_000;

    /** A regular expression that looks at more characters than this is taken for one that never ends. */
    private static final int MAX_LOOKS = 1_000_000;

    private final boolean hears;
    private final Predicate<Turn> test;

    private TurnCondition(boolean hears, Predicate<Turn> test) {
        this.hears = hears;
        this.test = test;
    }

    /** Turns in which the user's words hold these. */
    public static TurnCondition words(String words) {
        String wanted = words.trim().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty() || words.length() > MAX_PATTERN_CHARACTERS) {
            throw new ScriptException("when needs 1 to " + MAX_PATTERN_CHARACTERS + " characters to look for");
        }
        return new TurnCondition(
                true, turn -> turn.userText().toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** Turns in whose words of the user a regular expression is found. */
    public static TurnCondition regex(String regex) {
        if (regex.length() > MAX_PATTERN_CHARACTERS) {
            throw new ScriptException("whenMatches takes at most " + MAX_PATTERN_CHARACTERS + " characters");
        }
        try {
            Pattern pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
            return new TurnCondition(true, turn -> find(pattern, turn.userText()));
        } catch (PatternSyntaxException e) {
            throw new ScriptException("whenMatches is not a regular expression: " + e.getDescription());
        }
    }

    /** Turns that answer the output of a function. */
    public static TurnCondition tool(String name) {
        Answer.checkFunction(name);
        return new TurnCondition(
                false,
                turn -> turn.toolOutputs().stream()
                        .anyMatch(output -> output.name().equals(name)));
    }

    /** Whether the turn is one of them. */
    public boolean fits(Turn turn) {
        return test.test(turn);
    }

    /** Whether the user's words matter. */
    public boolean hears() {
        return hears;
    }

    private static boolean find(Pattern pattern, String text) {
        try {
            return !text.isEmpty()
                    && pattern.matcher(new Watched(text, new int[1])).find();
        } catch (TooLong | StackOverflowError e) {
            return false;
        }
    }

    /** Ends a search that would take for ever. */
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private record Watched(String text, int[] looks) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks[0] > MAX_LOOKS) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text.substring(start, end), looks);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
