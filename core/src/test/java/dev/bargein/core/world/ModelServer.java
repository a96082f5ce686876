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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Realtime service, as far as a conversation can tell: its memory, its answers, its errors, its timing. */
final class ModelServer {
    static final int COMMIT_LEAST_MS = 100;
    private static final int FRAME_MS = 10;
    /** A response of which nothing more is heard is forgotten before the client gives it up. */
    private static final long HUNG_NANOS = SimulatedNetwork.ms(50_000);

    private final SimulatedNetwork network;
    private final SeededRandom random;
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
    private boolean named;
    private int eventCount;
    private int userItems;
    /** The outputs of calls that came, with the number of responses that had begun by then. */
    private final Map<String, Integer> outputs = new HashMap<>();

    ModelServer(SimulatedNetwork network, SeededRandom random, Quirks quirks, Voice voice, boolean webRtc) {
        this.network = network;
        this.random = random;
        this.quirks = quirks;
        this.voice = voice;
        this.webRtc = webRtc;
        this.buffer = new OutputBuffer(network, this, quirks);
    }

    /** A client connects; of the session before nothing is left. */
    void connect() {
        if (quirks.sessionCreated()) {
            network.send(new ServerEvent.SessionCreated(eventId(), JsonObject.EMPTY));
        }
    }

    /** The connection broke: whatever was going on ends without a word. */
    void disconnect() {
        for (Answer answer : answers) {
            answer.done = true;
        }
        active = null;
        buffer.drop();
        items.forEach(item -> item.gone = true);
        named = false;
        input = new ArrayList<>();
    }

    /**
     * Answers although the client did not ask: it heard something, or somebody else asked, perhaps aside. That shows only
     * once an answer named its conversation.
     */
    void answerByItself(boolean aside) {
        if (active == null) {
            begin(Answer.UNASKED, aside && named, null);
        }
    }

    /** Nothing more is heard of the answer that is being made, not even its end. */
    void hang() {
        Answer answer = active;
        if (answer != null && answer.created) {
            answer.hung = true;
            answer.done = true;
            if (webRtc) {
                buffer.end(answer.no);
            }
            network.later(HUNG_NANOS, () -> forget(answer));
        }
    }

    private void forget(Answer answer) {
        if (active == answer) {
            active = null;
        }
    }

    /** An event arrived from the client, with its number. */
    void receive(ClientEvent event, long number) {
        if (event instanceof ClientEvent.SessionUpdate) {
            if (quirks.sessionUpdated()) {
                network.send(new ServerEvent.SessionUpdated(eventId(), JsonObject.EMPTY));
            }
        } else if (event instanceof ClientEvent.ResponseCreate create) {
            create(create, number);
        } else if (event instanceof ClientEvent.ResponseCancel cancel) {
            cancel(cancel);
        } else if (event instanceof ClientEvent.ConversationItemCreate create) {
            Item given = create.item();
            if (given.callId() != null) {
                outputs.put(given.callId(), answers.size());
            }
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
                network.send(new ServerEvent.ConversationItemDeleted(eventId(), item.id));
                if (quirks.announcesLate()) {
                    announce(wireItem(item, "in_progress"));
                }
            }
        } else if (event instanceof ClientEvent.InputAudioBufferAppend append) {
            if (webRtc) {
                error(event.eventId(), "invalid_event_for_transport", "Audio comes as media here.");
            } else {
                hear(append.audio());
            }
        } else if (event instanceof ClientEvent.InputAudioBufferClear) {
            input = new ArrayList<>();
            network.send(new ServerEvent.InputAudioBufferCleared(eventId()));
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
        network.send(new ServerEvent.InputAudioBufferCommitted(eventId(), last(), id));
        addUser(id, "message", "user", Item.message(id, "user", "completed", List.of()));
    }

    private void addUser(String id, String type, String role, Item given) {
        Item item = new Item(id, type, "completed", given.role(), given.content(), given.callId(), null, null, null);
        announce(item);
        items.add(new ServerItem(id, role, type, -1, 0, 0));
        finished(item);
    }

    private void announce(Item item) {
        network.send(
                quirks.beta()
                        ? new ServerEvent.ConversationItemCreated(eventId(), last(), item)
                        : new ServerEvent.ConversationItemAdded(eventId(), last(), item));
    }

    private void finished(Item item) {
        if (!quirks.beta()) {
            network.send(new ServerEvent.ConversationItemDone(eventId(), null, item));
        }
    }

    private @Nullable String last() {
        return items.isEmpty() ? null : items.get(items.size() - 1).id;
    }

    private void create(ClientEvent.ResponseCreate event, long number) {
        boolean aside = "none".equals(event.response().string("conversation"));
        Answer other = active;
        if (other != null && (!aside || quirks.oneAtATime())) {
            error(
                    quirks.namesRefused() ? event.eventId() : null,
                    "conversation_already_has_active_response",
                    "Conversation already has an active response in progress: " + other.id() + ".");
            return;
        }
        JsonObject metadata = event.response().object("metadata");
        begin(number, aside, quirks.returnsMetadata() && !metadata.isEmpty() ? metadata : null);
    }

    private void begin(long number, boolean aside, @Nullable JsonObject metadata) {
        int no = answers.size();
        Plan plan = aside ? Plan.aside(random, no) : Plan.of(random, no);
        Answer answer = new Answer(no, plan, number, aside, metadata);
        answers.add(answer);
        if (!aside || quirks.oneAtATime()) {
            active = answer;
        }
        network.later(SimulatedNetwork.ms(random.in(SeededRandom.GENERATION, no, 1, 60)), () -> {
            if (!answer.done) {
                answer.created = true;
                network.send(
                        new ServerEvent.ResponseCreated(eventId(), wireResponse(answer, "in_progress", List.of())));
                network.later(SimulatedNetwork.ms(answer.plan.thinkMs()), () -> next(answer));
            }
        });
    }

    private Response wireResponse(Answer answer, String status, List<Item> output) {
        boolean ofTheTalk = !answer.aside && quirks.namesConversations();
        named |= ofTheTalk && status.equals("in_progress");
        return new Response(answer.id(), status, null, output, ofTheTalk ? "conv" : null, answer.metadata, null);
    }

    private void cancel(ClientEvent.ResponseCancel event) {
        Answer answer = event.responseId() == null ? active : running(event.responseId());
        if (answer == null || !answer.created || answer.cancelled) {
            error(event.eventId(), "response_cancel_not_active", "Cancellation failed: no active response found");
            return;
        }
        if (answer.hung) {
            forget(answer);
            return;
        }
        answer.cancelled = true;
        network.later(SimulatedNetwork.ms(quirks.cancelMs()), () -> {
            if (!answer.done) {
                endItems(answer, "incomplete");
                done(answer, "cancelled");
            }
        });
    }

    private @Nullable Answer running(String id) {
        int no = number(id);
        Answer answer = no < 0 || no >= answers.size() ? null : answers.get(no);
        return answer == null || answer.done && (!answer.hung || answer != active) ? null : answer;
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
                length(answer, part));
        item.aside = answer.aside;
        answer.item = item;
        answer.start += item.length;
        network.send(new ServerEvent.ResponseOutputItemAdded(
                eventId(), answer.id(), answer.part, wireItem(item, "in_progress")));
        if (!answer.aside) {
            announce(wireItem(item, "in_progress"));
        }
        items.add(item);
        String id = answer.id();
        switch (part.kind() == Plan.Kind.AUDIO && item.length == 0 ? Plan.Kind.TEXT : part.kind()) {
            case FUNCTION -> {
                network.send(new ServerEvent.ResponseFunctionCallArgumentsDone(
                        eventId(), id, item.id, answer.part, "call_" + item.id, "look", "{}"));
                network.later(SimulatedNetwork.ms(20), () -> finishPart(answer));
            }
            case TEXT -> {
                network.send(new ServerEvent.ResponseContentPartAdded(
                        eventId(), id, item.id, answer.part, 0, new ContentPart("text", "", null, null)));
                network.send(new ServerEvent.ResponseOutputTextDelta(eventId(), id, item.id, answer.part, 0, "Text. "));
                network.later(SimulatedNetwork.ms(50), () -> finishPart(answer));
            }
            case AUDIO -> {
                network.send(new ServerEvent.ResponseContentPartAdded(
                        eventId(), id, item.id, answer.part, 0, new ContentPart("audio", null, "", null)));
                words(answer, item, 3);
                network.later(SimulatedNetwork.ms(5), () -> sound(answer, item));
            }
        }
    }

    /** Sound aside comes only where it disturbs nothing; otherwise it is text. */
    private int length(Answer answer, Plan.Part part) {
        boolean disturbs = answer.aside && (active != null && active != answer || answer.no + 1 < answers.size());
        return disturbs || answer.aside && webRtc && !buffer.quiet() ? 0 : part.samples();
    }

    private void words(Answer answer, ServerItem item, int count) {
        for (int i = 0; i < count; i++) {
            network.send(new ServerEvent.ResponseOutputAudioTranscriptDelta(
                    eventId(), answer.id(), item.id, answer.part, 0, "word "));
        }
    }

    private void finishPart(Answer answer) {
        if (answer.done) {
            return;
        }
        if (answer.plan.overlaps() && answer.item != null) {
            answer.unended.add(answer.item);
            answer.item = null;
        } else {
            endItems(answer, "completed");
        }
        boolean more = answer.part + 1 < answer.plan.parts().size();
        network.later(more ? SimulatedNetwork.ms(answer.plan.gapMs()) : 0, () -> next(answer));
    }

    /** Makes the next piece of sound. */
    private void sound(Answer answer, ServerItem item) {
        if (answer.done) {
            return;
        }
        int from = item.generated;
        int to = answer.aside
                ? item.length
                : Math.min(item.length, from + answer.plan.deltaMs() * MediaTime.SAMPLES_PER_MS);
        if (webRtc && answer.cancelled && !quirks.refills()) {
            return;
        }
        item.generated = to;
        if (webRtc) {
            buffer.add(item, from, to);
        } else {
            short[] all = voice.samples(answer.no, answer.plan.samples());
            network.send(new ServerEvent.ResponseOutputAudioDelta(
                    eventId(),
                    answer.id(),
                    item.id,
                    answer.part,
                    0,
                    AudioBytes.ofPcm(all, item.start + from, to - from)));
        }
        words(answer, item, 1);
        long which = answer.no * 100_000L + item.start + from;
        long pauseMs = random.permille(SeededRandom.GENERATION, which, 40)
                ? random.in(SeededRandom.GENERATION, which + 1, 100, 1_500)
                : 0;
        long takesNanos = (to - from) * 1_000_000_000L / MediaTime.SAMPLE_RATE_HZ * 1_000 / answer.plan.speedPermille();
        network.later(takesNanos + SimulatedNetwork.ms(pauseMs), () -> {
            if (item.generated < item.length) {
                sound(answer, item);
            } else {
                finishPart(answer);
            }
        });
    }

    private void endItems(Answer answer, String status) {
        for (ServerItem whole : answer.unended) {
            endItem(answer, whole, "completed");
        }
        answer.unended.clear();
        ServerItem item = answer.item;
        answer.item = null;
        if (item != null) {
            endItem(answer, item, status);
        }
    }

    private void endItem(Answer answer, ServerItem item, String status) {
        item.complete = status.equals("completed");
        String id = answer.id();
        int part = item.part();
        if (item.hasAudio()) {
            network.send(new ServerEvent.ResponseOutputAudioDone(eventId(), id, item.id, part, 0));
            network.send(new ServerEvent.ResponseOutputAudioTranscriptDone(eventId(), id, item.id, part, 0, "words"));
            network.send(new ServerEvent.ResponseContentPartDone(
                    eventId(), id, item.id, part, 0, new ContentPart("audio", null, "words", null)));
        }
        if (!answer.aside) {
            finished(wireItem(item, status));
        }
        network.send(new ServerEvent.ResponseOutputItemDone(eventId(), id, part, wireItem(item, status)));
    }

    private void done(Answer answer, String status) {
        endItems(answer, "completed");
        answer.done = true;
        forget(answer);
        if (webRtc) {
            buffer.end(answer.no);
        }
        List<Item> output = items.stream()
                .filter(i -> i.response == answer.no)
                .map(i -> wireItem(i, i.complete ? "completed" : "incomplete"))
                .toList();
        network.send(new ServerEvent.ResponseDone(eventId(), wireResponse(answer, status, output)));
        network.send(new ServerEvent.RateLimitsUpdated(eventId(), JsonArray.EMPTY));
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
        network.send(new ServerEvent.ConversationItemTruncated(eventId(), item.id, 0, ms));
    }

    private @Nullable ServerItem find(String id) {
        return items.stream()
                .filter(i -> i.id.equals(id) && i.remembered())
                .findFirst()
                .orElse(null);
    }

    private void error(@Nullable String cause, String code, String message) {
        ErrorDetails error = new ErrorDetails("invalid_request_error", code, message, null, cause);
        errors.add(error);
        network.send(new ServerEvent.Error(eventId(), error));
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

    boolean isAside(int no) {
        return answers.get(no).aside;
    }

    /** Whether a request that came after that many client events was taken. */
    boolean answered(long since) {
        return answers.stream().anyMatch(a -> !a.aside && a.asked > since);
    }

    /** Whether a response was made of the conversation after the output of a call had come. */
    boolean spokenAbout(String callId) {
        Integer since = outputs.get(callId);
        return since != null && answers.stream().skip(since).anyMatch(a -> !a.aside);
    }

    /** How many requests for responses outside the conversation were taken. */
    int asides() {
        return (int) answers.stream()
                .filter(a -> a.aside && a.asked != Answer.UNASKED)
                .count();
    }

    /** Whether it makes or sends something. */
    boolean busy() {
        return answers.stream().anyMatch(a -> !a.done) || (webRtc && !buffer.empty());
    }

    /** Whether it makes or sends something that a Stop is about. */
    boolean speaks() {
        return answers.stream().anyMatch(a -> !a.done && !a.aside) || (webRtc && !buffer.empty());
    }

    /** Whether of some answer nothing more was heard. */
    boolean hungOnce() {
        return answers.stream().anyMatch(a -> a.hung);
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
