package dev.bargein.simulator.internal.script;

import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Reply;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.List;

/** Says back what the user said. Immutable. */
public final class EchoBrain implements Brain {
    private static final int MAX_MESSAGES = 8;
    private static final String NOTHING = "I heard nothing.";

    /** An echo. */
    public EchoBrain() {}

    @Override
    public void think(Turn turn, Reply reply) {
        List<Turn.Message> heard = turn.userMessages();
        List<Answer.Part> parts = new ArrayList<>();
        for (Turn.Message message : heard.subList(Math.max(0, heard.size() - MAX_MESSAGES), heard.size())) {
            if (message.sound().samples() > 0) {
                parts.add(new Answer.Recording(message.text(), message.sound()));
            } else if (!message.text().isBlank()) {
                parts.add(Answer.Part.ofText(message.text()));
            }
        }
        for (Turn.Output output : turn.toolOutputs()) {
            if (!output.output().isBlank() && parts.size() < MAX_MESSAGES) {
                parts.add(Answer.Part.ofText(output.output()));
            }
        }
        reply.answer(parts.isEmpty() ? Answer.ofText(NOTHING) : Answer.of(parts));
    }
}
