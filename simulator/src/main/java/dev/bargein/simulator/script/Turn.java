package dev.bargein.simulator.script;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.SimulatorItem;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Brain} is to answer: the conversation as the service remembers it, and what the client asked for.
 *
 * <p>An item that was cut holds only what was heard of it: the sound up to the cut, and the words that lie within it. On
 * the wire such an item has no words at all (docs/protocol.md, section 4c); a model that listens to its own sound would
 * still know them, and so does this.
 *
 * @param number of the response in its session, counted from 0
 * @param history oldest first, at most the newest 1,000 items; or what {@code response.create} gave as its input
 * @param instructions the response's, or else the session's
 * @param tools the functions that may be called
 * @param toolChoice {@code auto}, {@code none}, {@code required}, or the name of the function that must be called
 */
public record Turn(int number, List<Entry> history, String instructions, List<Tool> tools, String toolChoice) {

    /** Copies the lists. */
    public Turn {
        history = List.copyOf(history);
        tools = List.copyOf(tools);
    }

    /** What the user said since the assistant last said or did something, one message a line; empty when not known. */
    public String userText() {
        List<String> lines = new ArrayList<>();
        for (Message message : userMessages()) {
            if (!message.text().isEmpty()) {
                lines.add(message.text());
            }
        }
        return String.join("\n", lines);
    }

    /** The user's messages since the assistant last said or did something, oldest first. */
    public List<Message> userMessages() {
        List<Message> out = new ArrayList<>();
        for (int i = history.size() - 1; i >= 0; i--) {
            Entry entry = history.get(i);
            if (!(entry instanceof Message message) || message.role().equals("assistant")) {
                break;
            }
            if (message.role().equals("user")) {
                out.add(0, message);
            }
        }
        return out;
    }

    /** The outputs of functions that came last, oldest first; empty unless this turn is the answer to them. */
    public List<Output> toolOutputs() {
        List<Output> out = new ArrayList<>();
        for (int i = history.size() - 1; i >= 0 && history.get(i) instanceof Output output; i--) {
            out.add(0, output);
        }
        return out;
    }

    /** One item of the conversation. */
    public sealed interface Entry permits Message, Call, Output {}

    /**
     * Something said or written.
     *
     * @param role {@code user}, {@code assistant} or {@code system}
     * @param text its words; empty when they are not known
     * @param sound its sound; empty when there is none
     */
    public record Message(String role, String text, SimulatorItem.Sound sound) implements Entry {}

    /**
     * A call of a function.
     *
     * @param callId what ties it to its output
     * @param name the function
     * @param arguments JSON in a string
     */
    public record Call(String callId, String name, String arguments) implements Entry {}

    /**
     * What a function returned.
     *
     * @param callId the call's
     * @param name the function; empty when the call is not known
     * @param output as the client wrote it
     */
    public record Output(String callId, String name, String output) implements Entry {}

    /**
     * A function that may be called.
     *
     * @param name the function
     * @param description what it is for; may be empty
     * @param parameters its JSON schema
     */
    public record Tool(String name, String description, JsonObject parameters) {}
}
