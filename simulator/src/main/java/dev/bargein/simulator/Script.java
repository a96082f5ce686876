package dev.bargein.simulator;

import dev.bargein.simulator.internal.ScriptReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the simulator answers: the n-th response of a session takes the n-th answer, and the last answer repeats.
 *
 * <p>As YAML:
 *
 * <pre>{@code
 * answers:
 *   - text: Once upon a time there was a lighthouse.
 *   - durationMs: 5000        # tells the default story for five seconds
 *     speed: 3.6              # times real time
 *     firstAudioDelayMs: 200  # from response.create to the first audio
 *     chunkMs: 250            # one audio delta
 *     lateMs: 600             # fault: obeys a cancel so late
 *   - items:                  # several audio items in one response
 *       - text: The first item.
 *       - durationMs: 3000
 * }</pre>
 *
 * <p>Thread law: immutable.
 */
public final class Script {
    private static final int MAX_ANSWERS = 1_000;
    private static final int DEFAULT_STORY_MS = 30_000;
    private static final int WORD_MS = 400;
    private static final String STORY = "Every evening, when the fishing boats came home, old Marta climbed the ninety"
            + " steps of the lighthouse and counted them. She counted the boats first, and then the steps, and then"
            + " the gulls that slept along the rail. One night in autumn a boat was missing. Marta lit the great lamp,"
            + " turned it towards the reef, and waited without a word. Just before dawn a small red sail slid out of"
            + " the fog, and she finally began to laugh.";

    private final List<Answer> answers;

    private Script(List<Answer> answers) {
        if (answers.isEmpty() || answers.size() > MAX_ANSWERS) {
            throw new ScriptException("a script needs 1 to " + MAX_ANSWERS + " answers, not " + answers.size());
        }
        this.answers = List.copyOf(answers);
    }

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
        return new Script(List.of(answers));
    }

    /**
     * A script of these answers.
     *
     * @throws ScriptException when there are none, or more than 1,000
     */
    public static Script of(List<Answer> answers) {
        return new Script(answers);
    }

    /**
     * Reads a YAML file of at most 1 MiB. The file is not trusted: no tags, no aliases that grow, no unknown keys.
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

    /** The answers in turn order. */
    public List<Answer> answers() {
        return answers;
    }

    /** The answer to the n-th turn, counted from 0; the last one repeats. */
    public Answer answer(int turn) {
        return answers.get(Math.min(Math.max(0, turn), answers.size() - 1));
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
