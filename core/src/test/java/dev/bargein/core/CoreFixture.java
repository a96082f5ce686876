package dev.bargein.core;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A conversation and its player in virtual time: time passes when told to, and all that comes out is kept. */
final class CoreFixture {
    static final long MS = 1_000_000;

    final List<Command> commands = new ArrayList<>();
    final List<ClientEvent> sent = new ArrayList<>();
    final List<Notice> notices = new ArrayList<>();
    final Conversation conversation;
    final Playout playout;

    private final boolean live;
    private long now;
    private long wakeAt = Long.MAX_VALUE;
    private WakeReason wakeReason = WakeReason.NONE;

    CoreFixture(ConversationConfig config) {
        conversation = new Conversation(config);
        playout = new Playout(config.traits());
        live = !config.traits().audioTaggedWithItem();
    }

    /** Connected and confirmed; what was sent for it is forgotten. */
    static CoreFixture connected(ConversationConfig config) {
        CoreFixture core = new CoreFixture(config);
        core.give(new Input.TransportUp());
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        return core.forget();
    }

    static CoreFixture webSocket() {
        return connected(ConversationConfig.of(TransportTraits.WEBSOCKET));
    }

    static CoreFixture webRtc() {
        return connected(ConversationConfig.of(TransportTraits.WEBRTC));
    }

    CoreFixture forget() {
        commands.clear();
        sent.clear();
        notices.clear();
        return this;
    }

    Step give(Input input) {
        Step step = conversation.handle(input, now);
        for (Command command : step.commands()) {
            commands.add(command);
            if (command instanceof Command.PlayoutCommand p) {
                playout.apply(p);
            } else if (command instanceof Command.Send send) {
                sent.add(send.event());
            } else if (command instanceof Command.Notify notify) {
                notices.add(notify.notice());
            }
        }
        wakeAt = step.wakeAtNanos();
        wakeReason = step.wakeReason();
        return step;
    }

    CoreFixture event(ServerEvent event) {
        give(new Input.FromServer(event));
        return this;
    }

    /** A call of the application, after what was played. */
    CoreFixture call(Input input) {
        give(new Input.Played(playout.report()));
        give(input);
        return this;
    }

    CoreFixture say() {
        return call(new Input.Say("Well?"));
    }

    CoreFixture stop() {
        return call(new Input.Stop());
    }

    CoreFixture press() {
        return call(new Input.Press());
    }

    CoreFixture release() {
        return call(new Input.Release());
    }

    /** Time passes, with wakes when they are due; nothing is played. */
    CoreFixture pass(long ms) {
        long end = now + ms * MS;
        while (wakeAt <= end) {
            now = Math.max(now, wakeAt);
            give(new Input.Wake());
        }
        now = end;
        return this;
    }

    /** Time passes, and the one who should wake the conversation sleeps. */
    CoreFixture passWithoutWake(long ms) {
        now += ms * MS;
        return this;
    }

    /** The user talks for so many frames of 10 ms. */
    CoreFixture talk(int frames) {
        for (int i = 0; i < frames; i++) {
            pass(10);
            give(new Input.MicrophoneFrame(voice(10, 5_000)));
        }
        return this;
    }

    /** Plays for a while; with a level of 0 the live stream is silent. */
    CoreFixture play(int ms, int level) {
        for (int i = 0; i < ms / 10; i++) {
            frame(level);
        }
        return this;
    }

    CoreFixture play(int ms) {
        return play(ms, 0);
    }

    /** 10 ms later: takes a frame of the live stream of that level, and renders one. */
    short[] frame(int level) {
        pass(10);
        if (live) {
            playout.live(pcm(10, level));
        }
        short[] out = new short[Playout.FRAME_SAMPLES];
        Arrays.fill(out, (short) 77);
        if (playout.render(out)) {
            give(new Input.Played(playout.report()));
        }
        return out;
    }

    WakeReason wakeReason() {
        return wakeReason;
    }

    long wakeInMs() {
        return (wakeAt - now) / MS;
    }

    List<String> sentTypes() {
        return sent.stream().map(ClientEvent::type).toList();
    }

    <T extends ClientEvent> T sent(Class<T> type) {
        return type.cast(sent.stream().filter(type::isInstance).findFirst().orElseThrow());
    }

    boolean noticed(Predicate<Notice> what) {
        return notices.stream().anyMatch(what);
    }

    boolean did(Predicate<Command> what) {
        return commands.stream().anyMatch(what);
    }

    // The server.

    CoreFixture created(String response) {
        return event(new ServerEvent.ResponseCreated("", Response.inProgress(response)));
    }

    /** A response begins, of a conversation with that id or of none, with what the client attached. */
    CoreFixture created(String response, @Nullable String conversation, @Nullable JsonObject metadata) {
        return event(new ServerEvent.ResponseCreated(
                "", new Response(response, "in_progress", null, List.of(), conversation, metadata, null)));
    }

    CoreFixture deleted(String item) {
        return event(new ServerEvent.ConversationItemDeleted("", item));
    }

    /** The id of the last request for a response. */
    String lastRequest() {
        for (int i = sent.size() - 1; i >= 0; i--) {
            if (sent.get(i) instanceof ClientEvent.ResponseCreate create && create.eventId() != null) {
                return create.eventId();
            }
        }
        throw new AssertionError("nothing was asked for");
    }

    CoreFixture done(String response) {
        return done(response, "completed");
    }

    CoreFixture done(String response, String status) {
        return event(
                new ServerEvent.ResponseDone("", new Response(response, status, null, List.of(), null, null, null)));
    }

    CoreFixture part(String response, String item) {
        return event(new ServerEvent.ResponseContentPartAdded(
                "", response, item, 0, 0, new ContentPart("audio", null, "", null)));
    }

    CoreFixture words(String response, String item, String words) {
        return event(new ServerEvent.ResponseOutputAudioTranscriptDelta("", response, item, 0, 0, words));
    }

    CoreFixture sound(String response, String item, int ms) {
        return event(new ServerEvent.ResponseOutputAudioDelta("", response, item, 0, 0, voice(ms, 3_000)));
    }

    CoreFixture soundDone(String response, String item) {
        return event(new ServerEvent.ResponseOutputAudioDone("", response, item, 0, 0));
    }

    CoreFixture added(String item, String role, String after) {
        return event(new ServerEvent.ConversationItemAdded(
                "", after.isEmpty() ? null : after, Item.message(item, role, null, List.of())));
    }

    CoreFixture started(String response) {
        return event(new ServerEvent.OutputAudioBufferStarted("", response));
    }

    CoreFixture stopped(String response) {
        return event(new ServerEvent.OutputAudioBufferStopped("", response));
    }

    CoreFixture cleared(String response) {
        return event(new ServerEvent.OutputAudioBufferCleared("", response));
    }

    CoreFixture truncated(String item, long ms) {
        return event(new ServerEvent.ConversationItemTruncated("", item, 0, ms));
    }

    CoreFixture error(String code, String cause) {
        return event(new ServerEvent.Error(
                "", new ErrorDetails("invalid_request_error", code, "no", null, cause.isEmpty() ? null : cause)));
    }

    static AudioBytes voice(int ms, int level) {
        return AudioBytes.ofPcm(pcm(ms, level), 0, ms * MediaTime.SAMPLES_PER_MS);
    }

    static short[] pcm(int ms, int level) {
        short[] pcm = new short[ms * MediaTime.SAMPLES_PER_MS];
        Arrays.fill(pcm, (short) level);
        return pcm;
    }
}
