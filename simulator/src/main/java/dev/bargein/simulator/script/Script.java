package dev.bargein.simulator.script;

import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.internal.script.ScriptReader;
import dev.bargein.simulator.internal.script.TraceReplay;
import dev.bargein.simulator.internal.script.TurnCondition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A brain that answers what it was told to: the first rule that fits the turn, or else the n-th answer to the n-th
 * response of a session; the last answer repeats.
 *
 * <p>As YAML, of which {@code docs/scripts.md} tells every key:
 *
 * <pre>{@code
 * answers:
 *   - text: Once upon a time there was a lighthouse.
 *     hears: Tell me a story.    # what the user said before it, where no recogniser listens
 *   - durationMs: 5000           # tells the default story for five seconds
 *   - items:                     # several items in one response
 *       - text: Let me look.
 *       - pauseMs: 400           # generates nothing for a while
 *       - call: {name: get_weather, arguments: {city: Berlin}}
 *   - fail: inference_rate_limit_exceeded   # the response fails
 *
 *   # Rules: an answer with a condition is for the turns that meet it, and is not counted above. The first that fits wins.
 *   - when: weather              # the user's words hold this, in upper or lower case
 *     call: {name: get_weather, arguments: {city: Berlin}}
 *   - whenMatches: "order (number )?[0-9]+"   # a regular expression, found in the user's words
 *     text: On its way.
 *   - whenTool: get_weather      # the turn answers this function's output
 *     text: It is sunny.
 * }</pre>
 *
 * <p>A response that a rule answered does not count: the next turn without a rule gets the answer that this one did not
 * need. Only an answer whose own {@code hears} met the rule has had its turn.
 *
 * <p>The user's words are what was typed, and what was said as far as somebody wrote it down. A call is sent even when the
 * session has no such tool; it is left out when the client's {@code tool_choice} is {@code none}. A {@code tool_choice}
 * that requires a call takes the first rule or answer that makes one; when there is none, it is as if it was not there.
 * At least one answer must be without a condition.
 *
 * <p>Immutable.
 */
public final class Script implements Brain {
    private static final int MAX_ANSWERS = 1_000;
    private static final int DEFAULT_STORY_MS = 30_000;
    private static final int WORD_MS = 400;
    private static final String STORY = "Every evening, when the fishing boats came home, old Marta climbed the ninety"
            + " steps of the lighthouse and counted them. She counted the boats first, and then the steps, and then"
            + " the gulls that slept along the rail. One night in autumn a boat was missing. Marta lit the great lamp,"
            + " turned it towards the reef, and waited without a word. Just before dawn a small red sail slid out of"
            + " the fog, and she finally began to laugh.";

    private final List<Answer> answers;
    private final List<Rule> rules;
    private final List<String> heard;

    private Script(List<Answer> answers, List<Rule> rules, List<String> heard) {
        if (answers.isEmpty() || answers.size() + rules.size() > MAX_ANSWERS) {
            int count = answers.size() + rules.size();
            throw new ScriptException(
                    count > 0 && answers.isEmpty()
                            ? "a script needs an answer without a condition, for everything else"
                            : "a script needs 1 to " + MAX_ANSWERS + " answers, not " + count);
        }
        this.answers = List.copyOf(answers);
        this.rules = List.copyOf(rules);
        this.heard = List.copyOf(heard);
    }

    /** An answer for the turns that meet a condition. */
    private record Rule(TurnCondition matcher, Answer answer) {}

    /** One answer for every turn: a story of 30 seconds. */
    public static Script story() {
        return of(Answer.ofDurationMs(DEFAULT_STORY_MS));
    }

    /**
     * A script of these answers.
     *
     * @throws ScriptException when there are none, or more than 1,000
     */
    public static Script of(Answer... answers) {
        return of(List.of(answers));
    }

    /**
     * A script of these answers.
     *
     * @throws ScriptException when there are none, or more than 1,000
     */
    public static Script of(List<Answer> answers) {
        return new Script(answers, List.of(), List.of());
    }

    /**
     * Reads a YAML file of at most 1 MiB. The file is not trusted: no tags, no aliases that grow, no unknown keys. Sound is
     * read from WAV files next to it.
     *
     * @throws ScriptException with file, line and what to do
     */
    public static Script load(Path file) {
        return ScriptReader.load(file);
    }

    /**
     * Reads YAML.
     *
     * @param yaml the text
     * @param name what error messages call it
     * @throws ScriptException with name, line and what to do
     */
    public static Script parse(String yaml, String name) {
        return ScriptReader.parse(yaml, name);
    }

    /**
     * A script that answers as the service of a trace did: the texts, lengths, delays, speeds and deltas of its answers.
     * The trace may be of a simulator or of a real service, written by {@link Simulator.Builder#record(Path)} or by the
     * client, with words and sound or without: words that were left out are told as the default story. The file is not
     * trusted: lines, entries and answers are limited.
     *
     * @throws ScriptException when it cannot be read, is no trace, holds no answer, or more than 1,000
     */
    public static Script replay(Path trace) {
        return TraceReplay.load(trace);
    }

    /** A script that also answers turns in which the user's words hold this, in upper or lower case. */
    public Script when(String words, Answer answer) {
        return with(TurnCondition.words(words), answer);
    }

    /**
     * A script that also answers turns in which this regular expression is found in the user's words.
     *
     * @throws ScriptException when it is not a regular expression
     */
    public Script whenMatches(String regex, Answer answer) {
        return with(TurnCondition.regex(regex), answer);
    }

    /** A script that also answers turns that follow the output of a function. */
    public Script whenTool(String name, Answer answer) {
        return with(TurnCondition.tool(name), answer);
    }

    /**
     * A script that knows what the user says, for input transcription where no recogniser listens.
     *
     * @param words what was said before the n-th response; the last repeats, and an empty one was not understood
     */
    public Script hearing(List<String> words) {
        return new Script(answers, rules, words);
    }

    /** The answers without a condition, in turn order. */
    public List<Answer> answers() {
        return answers;
    }

    /** The answer to the n-th turn when no rule fits it, counted from 0; the last one repeats. */
    public Answer answer(int turn) {
        return answers.get(Math.min(Math.max(0, turn), answers.size() - 1));
    }

    /** Answers as if all responses before this one had been answered without a rule; {@link #forSession()} counts them. */
    @Override
    public void think(Turn turn, Reply reply) {
        reply.answer(choose(turn, turn.number()).answer);
    }

    @Override
    public Brain forSession() {
        return rules.isEmpty() ? this : new Reading();
    }

    @Override
    public boolean hears() {
        return rules.stream().anyMatch(rule -> rule.matcher.hears());
    }

    @Override
    public String userWords(int number) {
        return heard.isEmpty() ? "" : heard.get(Math.min(Math.max(0, number), heard.size() - 1));
    }

    /**
     * The script as one session reads it: turns that a rule answered are left out when its list is counted.
     *
     * <p>Not thread-safe: used only by the session.
     */
    private final class Reading implements Brain {
        private int byRule;

        @Override
        public void think(Turn turn, Reply reply) {
            int number = turn.number() - byRule;
            Choice choice = choose(turn, number);
            String words = userWords(turn.number());
            boolean hadItsTurn = !words.isEmpty() && turn.userText().contains(words);
            if (!choice.counts && !hadItsTurn) {
                byRule++;
            }
            reply.answer(choice.answer);
        }

        @Override
        public boolean hears() {
            return Script.this.hears();
        }

        @Override
        public String userWords(int number) {
            return Script.this.userWords(number - byRule);
        }
    }

    /**
     * An answer for a turn.
     *
     * @param counts whether it is one of the list, and not a rule's
     */
    private record Choice(Answer answer, boolean counts) {}

    private Choice choose(Turn turn, int number) {
        List<Choice> fitting = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.matcher.fits(turn)) {
                fitting.add(new Choice(rule.answer, false));
            }
        }
        fitting.add(new Choice(answer(number), true));
        return switch (turn.toolChoice()) {
            case "auto", "none" -> fitting.get(0);
            case "required" -> calling("", fitting);
            default -> calling(turn.toolChoice(), fitting);
        };
    }

    private Choice calling(String name, List<Choice> fitting) {
        List<Choice> candidates = new ArrayList<>(fitting);
        rules.forEach(rule -> candidates.add(new Choice(rule.answer, false)));
        answers.forEach(answer -> candidates.add(new Choice(answer, true)));
        for (Choice choice : candidates) {
            for (Answer.Part part : choice.answer.parts()) {
                if (part instanceof Answer.Call call && (name.isEmpty() || name.equals(call.name()))) {
                    return choice;
                }
            }
        }
        return fitting.get(0);
    }

    private Script with(TurnCondition matcher, Answer answer) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(matcher, answer));
        return new Script(answers, more, heard);
    }

    /** The story, as many words of it as so many milliseconds of unhurried speech hold. */
    static String storyFor(int durationMs) {
        String[] words = STORY.split(" ");
        int count = Math.max(1, durationMs / WORD_MS);
        List<String> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(words[i % words.length]);
        }
        String text = String.join(" ", out);
        return text.endsWith(".") ? text : text.replaceAll("[,.]$", "") + ".";
    }
}
