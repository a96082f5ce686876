package dev.bargein.core.world;

import dev.bargein.core.MediaTime;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Realtime service, as far as a conversation can tell: its memory, its answers, its errors, its timing. */
final class ModelServer {
    static final int COMMIT_LEAST_MS = 100;
    private static final int FRAME_MS = 10;

    private final Wire wire;
    private final Dice dice;
    private final Quirks quirks;
    private final Voice voice;
    private final boolean webRtc;
    private final OutputBuffer buffer;
    private final List<ServerItem> items = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<ErrorDetails> errors = new ArrayList<>();
    private final List<List<Integer>> turns = new ArrayList<>();
    private List<Integer> input = new ArrayList<>();
    private @Nullable Answer active;
    private int eventCount;
    private int userItems;

    /** A response. */
    private static final class Answer {
        final int no;
        final Plan plan;
        /** The number of the client event that asked for it. */
        final long asked;

        int part = -1;
        int start;

        @Nullable
        ServerItem item;

        boolean created;
        boolean cancelled;
        boolean done;

        Answer(int no, Plan plan, long asked) {
            this.no = no;
            this.plan = plan;
            this.asked = asked;
        }
    }

    ModelServer(Wire wire, Dice dice, Quirks quirks, Voice voice, boolean webRtc) {
        this.wire = wire;
        this.dice = dice;
        this.quirks = quirks;
        this.voice = voice;
        this.webRtc = webRtc;
        this.buffer = new OutputBuffer(wire, this, quirks);
    }

    void connect() {
        if (quirks.sessionCreated()) {
            wire.send(new ServerEvent.SessionCreated(eventId(), JsonObject.EMPTY));
        }
    }

    /** An event arrived from the client, with its number. */
    void receive(ClientEvent event, long number) {
        if (event instanceof ClientEvent.SessionUpdate) {
            if (quirks.sessionUpdated()) {
                wire.send(new ServerEvent.SessionUpdated(eventId(), JsonObject.EMPTY));
            }
        } else if (event instanceof ClientEvent.ResponseCreate create) {
            create(create, number);
        } else if (event instanceof ClientEvent.ResponseCancel cancel) {
            cancel(cancel);
        } else if (event instanceof ClientEvent.ConversationItemCreate create) {
            Item given = create.item();
            String id = given.id().isEmpty() ? "item_u" + userItems++ : given.id();
            addUser(id, given.type(), given.role() == null ? "" : given.role(), given);
        } else if (event instanceof ClientEvent.ConversationItemTruncate truncate) {
            truncate(truncate);
        } else if (event instanceof ClientEvent.ConversationItemDelete delete) {
            ServerItem item = find(delete.itemId());
            if (item == null) {
                error(
                        event.eventId(),
                        "item_delete_invalid_item_id",
                        "Error deleting item: the item with id '" + delete.itemId() + "' does not exist.");
            } else {
                item.deleted = true;
                wire.send(new ServerEvent.ConversationItemDeleted(eventId(), item.id));
            }
        } else if (event instanceof ClientEvent.InputAudioBufferAppend append) {
            if (webRtc) {
                error(event.eventId(), "invalid_event_for_transport", "Audio comes as media here.");
            } else {
                hear(append.audio());
            }
        } else if (event instanceof ClientEvent.InputAudioBufferClear) {
            input = new ArrayList<>();
            wire.send(new ServerEvent.InputAudioBufferCleared(eventId()));
        } else if (event instanceof ClientEvent.InputAudioBufferCommit) {
            commit(event.eventId());
        } else if (event instanceof ClientEvent.OutputAudioBufferClear) {
            if (webRtc) {
                buffer.clear();
            } else {
                error(event.eventId(), "invalid_value", "Invalid value: 'output_audio_buffer.clear'.");
            }
        } else {
            error(event.eventId(), "invalid_value", "Invalid value: '" + event.type() + "'.");
        }
    }

    /** Sound of the user arrived, whole frames. */
    void hear(AudioBytes pcm) {
        short[] samples = pcm.toPcm();
        for (int i = 0; i < samples.length; i += Microphone.FRAME_SAMPLES) {
            input.add(Microphone.frame(samples, i));
        }
    }

    private void commit(@Nullable String cause) {
        if (input.size() * FRAME_MS < COMMIT_LEAST_MS) {
            error(cause, "input_audio_buffer_commit_empty", "Error committing input audio buffer: buffer too small.");
            return;
        }
        turns.add(input);
        input = new ArrayList<>();
        String id = "item_u" + userItems++;
        wire.send(new ServerEvent.InputAudioBufferCommitted(eventId(), last(), id));
        addUser(id, "message", "user", Item.message(id, "user", "completed", List.of()));
    }

    private void addUser(String id, String type, String role, Item given) {
        Item item = new Item(id, type, "completed", given.role(), given.content(), given.callId(), null, null, null);
        announce(item);
        items.add(new ServerItem(id, role, type, -1, 0, 0));
        finished(item);
    }

    private void announce(Item item) {
        wire.send(
                quirks.beta()
                        ? new ServerEvent.ConversationItemCreated(eventId(), last(), item)
                        : new ServerEvent.ConversationItemAdded(eventId(), last(), item));
    }

    private void finished(Item item) {
        if (!quirks.beta()) {
            wire.send(new ServerEvent.ConversationItemDone(eventId(), null, item));
        }
    }

    private @Nullable String last() {
        return items.isEmpty() ? null : items.get(items.size() - 1).id;
    }

    private void create(ClientEvent.ResponseCreate event, long number) {
        if (active != null) {
            error(
                    event.eventId(),
                    "conversation_already_has_active_response",
                    "Conversation already has an active response in progress: " + responseId(active.no) + ".");
            return;
        }
        int no = answers.size();
        Answer answer = new Answer(no, Plan.of(dice, no), number);
        answers.add(answer);
        active = answer;
        wire.later(Wire.ms(dice.in(Dice.GENERATION, no, 1, 60)), () -> {
            answer.created = true;
            wire.send(new ServerEvent.ResponseCreated(eventId(), Response.inProgress(responseId(no))));
            wire.later(Wire.ms(answer.plan.thinkMs()), () -> next(answer));
        });
    }

    private void cancel(ClientEvent.ResponseCancel event) {
        Answer answer = active;
        boolean other = answer != null
                && event.responseId() != null
                && !event.responseId().equals(responseId(answer.no));
        if (answer == null || !answer.created || other || answer.cancelled) {
            error(event.eventId(), "response_cancel_not_active", "Cancellation failed: no active response found");
            return;
        }
        answer.cancelled = true;
        wire.later(Wire.ms(quirks.cancelMs()), () -> {
            if (!answer.done) {
                endItem(answer, "incomplete");
                done(answer, "cancelled");
            }
        });
    }

    /** Begins the next item. */
    private void next(Answer answer) {
        if (answer.done || answer.cancelled) {
            return;
        }
        if (answer.plan.fails()) {
            done(answer, "failed");
            return;
        }
        answer.part++;
        if (answer.part == answer.plan.parts().size()) {
            done(answer, "completed");
            return;
        }
        Plan.Part part = answer.plan.parts().get(answer.part);
        String type = part.kind() == Plan.Kind.FUNCTION ? "function_call" : "message";
        ServerItem item = new ServerItem(
                itemId(answer),
                part.kind() == Plan.Kind.FUNCTION ? "" : "assistant",
                type,
                answer.no,
                answer.start,
                part.samples());
        answer.item = item;
        answer.start += part.samples();
        wire.send(new ServerEvent.ResponseOutputItemAdded(
                eventId(), responseId(answer.no), answer.part, wireItem(item, "in_progress")));
        announce(wireItem(item, "in_progress"));
        items.add(item);
        String id = responseId(answer.no);
        switch (part.kind()) {
            case FUNCTION -> {
                wire.send(new ServerEvent.ResponseFunctionCallArgumentsDone(
                        eventId(), id, item.id, answer.part, "call_" + item.id, "look", "{}"));
                wire.later(Wire.ms(20), () -> finishPart(answer));
            }
            case TEXT -> {
                wire.send(new ServerEvent.ResponseContentPartAdded(
                        eventId(), id, item.id, answer.part, 0, new ContentPart("text", "", null, null)));
                wire.send(new ServerEvent.ResponseOutputTextDelta(eventId(), id, item.id, answer.part, 0, "Text. "));
                wire.later(Wire.ms(50), () -> finishPart(answer));
            }
            case AUDIO -> {
                wire.send(new ServerEvent.ResponseContentPartAdded(
                        eventId(), id, item.id, answer.part, 0, new ContentPart("audio", null, "", null)));
                words(answer, item, 3);
                wire.later(Wire.ms(5), () -> sound(answer, item));
            }
        }
    }

    private void words(Answer answer, ServerItem item, int count) {
        for (int i = 0; i < count; i++) {
            wire.send(new ServerEvent.ResponseOutputAudioTranscriptDelta(
                    eventId(), responseId(answer.no), item.id, answer.part, 0, "word "));
        }
    }

    private void finishPart(Answer answer) {
        if (!answer.done) {
            endItem(answer, "completed");
            next(answer);
        }
    }

    /** Makes the next piece of sound. */
    private void sound(Answer answer, ServerItem item) {
        if (answer.done) {
            return;
        }
        int from = item.generated;
        int to = Math.min(item.length, from + answer.plan.deltaMs() * MediaTime.SAMPLES_PER_MS);
        if (webRtc && answer.cancelled && !quirks.refills()) {
            return;
        }
        item.generated = to;
        if (webRtc) {
            buffer.add(item, from, to);
        } else {
            short[] all = voice.samples(answer.no, answer.plan.samples());
            wire.send(new ServerEvent.ResponseOutputAudioDelta(
                    eventId(),
                    responseId(answer.no),
                    item.id,
                    answer.part,
                    0,
                    AudioBytes.ofPcm(all, item.start + from, to - from)));
        }
        words(answer, item, 1);
        long which = answer.no * 100_000L + item.start + from;
        long pauseMs = dice.permille(Dice.GENERATION, which, 40) ? dice.in(Dice.GENERATION, which + 1, 100, 1_500) : 0;
        long takesNanos = (to - from) * 1_000_000_000L / MediaTime.SAMPLE_RATE_HZ * 1_000 / answer.plan.speedPermille();
        wire.later(takesNanos + Wire.ms(pauseMs), () -> {
            if (item.generated < item.length) {
                sound(answer, item);
            } else {
                finishPart(answer);
            }
        });
    }

    private void endItem(Answer answer, String status) {
        ServerItem item = answer.item;
        if (item == null) {
            return;
        }
        answer.item = null;
        item.complete = status.equals("completed");
        String id = responseId(answer.no);
        if (item.hasAudio()) {
            wire.send(new ServerEvent.ResponseOutputAudioDone(eventId(), id, item.id, answer.part, 0));
            wire.send(
                    new ServerEvent.ResponseOutputAudioTranscriptDone(eventId(), id, item.id, answer.part, 0, "words"));
            wire.send(new ServerEvent.ResponseContentPartDone(
                    eventId(), id, item.id, answer.part, 0, new ContentPart("audio", null, "words", null)));
        }
        finished(wireItem(item, status));
        wire.send(new ServerEvent.ResponseOutputItemDone(eventId(), id, answer.part, wireItem(item, status)));
    }

    private void done(Answer answer, String status) {
        answer.done = true;
        active = null;
        if (webRtc) {
            buffer.end(answer.no);
        }
        List<Item> output = items.stream()
                .filter(i -> i.response == answer.no)
                .map(i -> wireItem(i, i.complete ? "completed" : "incomplete"))
                .toList();
        wire.send(new ServerEvent.ResponseDone(
                eventId(), new Response(responseId(answer.no), status, null, output, "conv", null, null)));
        wire.send(new ServerEvent.RateLimitsUpdated(eventId(), JsonArray.EMPTY));
    }

    private void truncate(ClientEvent.ConversationItemTruncate event) {
        ServerItem item = find(event.itemId());
        if (item == null) {
            error(
                    event.eventId(),
                    "item_truncate_invalid_item_id",
                    "Error truncating item: the item with id '" + event.itemId() + "' does not exist.");
        } else if (!item.hasAudio() || item.generated == 0 || event.contentIndex() != 0) {
            error(event.eventId(), "unsupported_content_type", "Only model output audio messages can be truncated");
        } else if (event.audioEndMs() > (item.keptMs >= 0 ? item.keptMs : item.generatedMs())
                || event.audioEndMs() < 0) {
            error(
                    event.eventId(),
                    "invalid_value",
                    "Audio content of " + item.generatedMs() + "ms is already shorter than " + event.audioEndMs()
                            + "ms");
        } else {
            truncate(item, event.audioEndMs());
        }
    }

    void truncate(ServerItem item, long ms) {
        item.keptMs = ms;
        wire.send(new ServerEvent.ConversationItemTruncated(eventId(), item.id, 0, ms));
    }

    private @Nullable ServerItem find(String id) {
        return items.stream()
                .filter(i -> i.id.equals(id) && !i.deleted)
                .findFirst()
                .orElse(null);
    }

    private void error(@Nullable String cause, String code, String message) {
        ErrorDetails error = new ErrorDetails("invalid_request_error", code, message, null, cause);
        errors.add(error);
        wire.send(new ServerEvent.Error(eventId(), error));
    }

    private static Item wireItem(ServerItem item, String status) {
        List<ContentPart> content = item.type.equals("message") && !status.equals("in_progress")
                ? List.of(
                        item.hasAudio()
                                ? new ContentPart("output_audio", null, "words", null)
                                : new ContentPart("output_text", "Text. ", null, null))
                : List.of();
        return item.type.equals("message")
                ? Item.message(item.id, "assistant", status, content)
                : new Item(item.id, item.type, status, null, List.of(), "call_" + item.id, "look", "{}", null);
    }

    String eventId() {
        return quirks.eventIds() ? "event_" + eventCount++ : "";
    }

    String responseId(int no) {
        return "resp_" + no;
    }

    private static String itemId(Answer answer) {
        return "item_" + answer.no + "_" + answer.part;
    }

    /** The number in the id of a response, -1 when it is none of ours. */
    static int number(String responseId) {
        return responseId.matches("resp_\\d{1,6}") ? Integer.parseInt(responseId.substring(5)) : -1;
    }

    List<ServerItem> items() {
        return items;
    }

    List<ErrorDetails> errors() {
        return errors;
    }

    /** The numbers of the microphone's frames in each turn. */
    List<List<Integer>> turns() {
        return turns;
    }

    /** Whether a listener of the live stream cannot tell where in which item he is. */
    boolean unclear(int no) {
        return buffer.unclear(no)
                || items.stream().filter(i -> i.response == no && i.hasAudio()).count() > 1;
    }

    /** Whether another response began to sound close behind a response. */
    boolean follows(int no) {
        return no + 1 < answers.size() && buffer.unclear(no + 1);
    }

    OutputBuffer buffer() {
        return buffer;
    }

    int responses() {
        return answers.size();
    }

    Plan plan(int no) {
        return answers.get(no).plan;
    }

    /** The number of the client event that asked for a response. */
    long asked(int no) {
        return answers.get(no).asked;
    }

    boolean isDone(int no) {
        return answers.get(no).done;
    }

    boolean busy() {
        return active != null || (webRtc && !buffer.empty());
    }

    /** An item, whether deleted or not; null when there is none. */
    @Nullable
    ServerItem item(String id) {
        return items.stream().filter(i -> i.id.equals(id)).findFirst().orElse(null);
    }

    /** The sound that was made of a response, in samples. */
    long generated(int no) {
        return items.stream()
                .filter(i -> i.response == no)
                .mapToLong(i -> i.generated)
                .sum();
    }

    /** All the sound of a response, also what is not made yet. */
    short[] voice(int no) {
        return voice.samples(no, plan(no).samples());
    }
}
