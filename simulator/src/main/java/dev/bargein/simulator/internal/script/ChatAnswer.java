package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.Redactor;
import dev.bargein.simulator.internal.model.ResponseEndings;
import dev.bargein.simulator.internal.speech.SentenceSplitter;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns the choices of a chat completion into a reply: whole sentences at once, calls at the end. Not thread-safe. */
final class ChatAnswer {
    private static final int MAX_CALLS = 16;
    private static final int MAX_NAME_CHARACTERS = 64;

    private final Reply reply;
    private final Redactor secrets;
    private final SentenceSplitter sentences = new SentenceSplitter();
    private final Map<Long, Call> calls = new TreeMap<>();
    private String finish = "";
    private boolean began;
    private boolean ended;

    /** A call that is being written. */
    private static final class Call {
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();
    }

    /**
     * An answer that is still to come.
     *
     * @param secrets what is neither said nor called with: an endpoint may repeat what it was given
     */
    ChatAnswer(Reply reply, Redactor secrets) {
        this.reply = reply;
        this.secrets = secrets;
    }

    /** One event of a stream. */
    void chunk(String json) throws IOException {
        read(json, "delta");
    }

    /** An answer that came at once. */
    void whole(String json) throws IOException {
        read(json, "message");
    }

    /** There is no more. */
    void end() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        if (!began) {
            throw new IOException("it has no choices");
        }
        sentences.flush().forEach(this::say);
        for (Call call : calls.values()) {
            reply.call(secrets.redactKnown(call.name.toString()), secrets.redactKnown(call.arguments.toString()));
        }
        reply.end(
                switch (finish) {
                    case "length" -> ResponseEndings.EXHAUSTED;
                    case "content_filter" -> Answer.Ending.incomplete("content_filter");
                    default -> Answer.Ending.COMPLETED;
                });
    }

    /** Whether the reply was ended. */
    boolean isOver() {
        return ended;
    }

    private void read(String text, String member) throws IOException {
        JsonObject json;
        try {
            json = Json.parseObject(text, CodecLimits.SERVER_INBOUND);
        } catch (ProtocolException e) {
            throw new IOException("it is no JSON", e);
        }
        if (json.get("error") instanceof JsonObject) {
            throw new IOException("it is an error");
        }
        if (!(json.get("choices") instanceof JsonArray choices)) {
            throw new IOException("it has no choices");
        }
        began = true;
        // The last event of a stream may hold the usage and no choice.
        if (!choices.values().isEmpty() && choices.values().get(0) instanceof JsonObject choice) {
            String why = choice.string("finish_reason");
            finish = why == null ? finish : why;
            read(choice.object(member));
        }
    }

    private void read(JsonObject message) throws IOException {
        String content = message.string("content");
        if (content != null) {
            sentences.add(content).forEach(this::say);
        }
        if (message.get("tool_calls") instanceof JsonArray list) {
            for (int i = 0; i < list.values().size(); i++) {
                if (list.values().get(i) instanceof JsonObject part) {
                    add(part, i);
                }
            }
        }
    }

    private void say(String sentence) {
        reply.say(secrets.redactKnown(sentence));
    }

    private void add(JsonObject part, int place) throws IOException {
        Call call = calls.computeIfAbsent(part.number("index", place), index -> new Call());
        append(part.object("function").get("name"), call.name, MAX_NAME_CHARACTERS);
        append(part.object("function").get("arguments"), call.arguments, Answer.MAX_TEXT_CHARACTERS);
        if (calls.size() > MAX_CALLS) {
            throw new IOException("it calls more than " + MAX_CALLS + " functions at once");
        }
    }

    private static void append(@Nullable JsonValue value, StringBuilder to, int most) throws IOException {
        if (value instanceof JsonValue.JsonString text) {
            to.append(text.value());
        }
        if (to.length() > most) {
            throw new IOException("a call is longer than " + most + " characters");
        }
    }
}
