package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.Input;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Playout;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.Step;
import dev.bargein.core.Strategy;
import dev.bargein.core.TrackId;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges every input, step and command by the laws that do not need an ear; the client's own knowledge is the measure. */
final class InvariantChecker {
    /** No strategy locks the user out for longer, whatever the server does. */
    private static final long LOCK_OUT_NANOS = SimulatedNetwork.ms(30_500);

    private static final int MOST_TRACKS = 256;
    private static final long CLOSE_SAMPLES = MediaTime.ofMillis(700).samples();
    private static final int MOST_WAKES_PER_SECOND = 60;

    private final Case conversation;
    private final Setup setup;
    private final Ear ear;
    private final ModelServer server;
    private final Playout playout;
    private final TalkInvariants talk;
    private final HandsFreeInvariants handsFree;
    private final boolean bargein;
    private final boolean clean;
    /** The server goes on sending what it was told to throw away: nothing can be said of what is heard. */
    private final boolean refills;
    /** The server does not say when a response begins to sound. */
    private final boolean unannounced;

    private final RequestInvariants requests;
    private final ItemInvariants items;
    private final ToolInvariants tools;
    private final ActivityInvariants activity;
    private final Deque<Long> wakes = new ArrayDeque<>();
    private final Map<String, Long> delivered = new HashMap<>();
    private final Set<String> truncated = new HashSet<>();
    private final Set<String> soundDone = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();
    /** What was heard of a response when it was interrupted, least and most, in samples. */
    private final Map<Integer, long[]> heard = new HashMap<>();

    private final Set<String> strangers = new HashSet<>();
    /** Responses whose sound the server's buffer holds, as far as the client was told. */
    private final BitSet buffered = new BitSet();

    private long inputs;
    private long stalledUntil;
    private long lockedSince = Long.MAX_VALUE;
    private boolean up;
    private boolean ended;
    private boolean goingDown;
    private boolean nothingToStop;
    private boolean mustClear;
    /** The input at hand, or a command of it, interrupts. */
    private boolean interrupting;

    private boolean cleared;
    private @Nullable ClientEvent applications;

    InvariantChecker(Case conversation, Setup setup, Ear ear, ModelServer server, Playout playout) {
        this.conversation = conversation;
        this.setup = setup;
        this.ear = ear;
        this.server = server;
        this.playout = playout;
        this.bargein = conversation.strategy().equals(Strategy.BARGEIN);
        this.clean = conversation.profile() == Profile.CLEAN;
        Quirks quirks = Quirks.of(new SeededRandom(conversation.seed()), conversation.profile());
        this.refills = conversation.webRtc() && quirks.refills();
        this.unannounced = conversation.webRtc() && !quirks.started();
        this.talk = new TalkInvariants(conversation, server, bargein);
        this.handsFree = new HandsFreeInvariants(setup);
        this.requests = new RequestInvariants(conversation, server, ear, bargein, quirks.namesConversations());
        this.items = new ItemInvariants(server);
        this.tools = new ToolInvariants(conversation, server, requests, bargein);
        this.activity = new ActivityInvariants(bargein && conversation.profile() != Profile.CHAOS && !unannounced);
        if (!bargein) {
            ear.plug();
        }
    }

    /** How many events the client sent. */
    long sends() {
        return requests.sends();
    }

    /** Whether something that was asked has not reached the server, which is waited for a while. */
    boolean lostOne() {
        return bargein && up && !ended && conversation.profile() != Profile.CHAOS && requests.lostOne();
    }

    /** The user waited in vain for what he asked. */
    void patienceEnds(long now) {
        if (lostOne() && !server.hungOnce()) {
            requests.end(now);
        }
    }

    List<String> knownItems() {
        return items.known();
    }

    /** Whether an answer to the client is on its way, or sound waits; a pause in speech is no rest. */
    boolean awaits() {
        if (conversation.profile() == Profile.CHAOS) {
            return false;
        }
        return requests.awaits()
                || tools.awaits(userSpeaks())
                || lostOne()
                || (bargein && !ended && ear instanceof ExactEar && soundWaits());
    }

    private boolean userSpeaks() {
        return talk.isHeld() || handsFree.isSpeaking();
    }

    private boolean soundWaits() {
        for (int no = 0; no < server.responses(); no++) {
            if (!ear.isInterrupted(no) && !ear.isForgiven(no) && ear.rendered(no) < server.generated(no)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something of a response was still unheard when it was interrupted. */
    boolean wasCut(int response) {
        return unheard(response) > 0;
    }

    /** Whether an interruption came so close to the end of a response that the transports may differ. */
    boolean tooCloseToCall() {
        return heard.keySet().stream().anyMatch(r -> unheard(r) > 0 && unheard(r) < CLOSE_SAMPLES);
    }

    private long unheard(int response) {
        long[] bounds = heard.get(response);
        return bounds == null ? 0 : server.plan(response).samples() - bounds[1] - 480;
    }

    void captured(int frame) {
        talk.captured(frame);
    }

    void stalled(long untilNanos) {
        stalledUntil = untilNanos;
    }

    // What the server says.

    /** The server sent an event. */
    void sent(ServerEvent event) {
        if (event instanceof ServerEvent.ResponseCreated e) {
            int no = ModelServer.number(e.response().id());
            if (ear instanceof ExactEar exact) {
                exact.announce(no, server.voice(no));
            } else if (ear instanceof SmoothEar smooth) {
                smooth.announce(no);
            }
            boolean late = requests.gaveUp() && server.asked(no) <= requests.sends();
            // Sound aside may come before the client gave up an answer of which it hears nothing more.
            late |= server.isAside(no) && server.hungOnce();
            // Or ahead of the word that there is any.
            late |= server.isAside(no) && conversation.webRtc() && !clean && requests.takenBack(no);
            late |= unannounced && requests.takenBack(no);
            if (!bargein || refills || late || requests.isMistaken(server.asked(no))) {
                ear.forgive(no);
            } else if (requests.takenBack(no)) {
                ear.interrupt(no);
                heard.put(no, new long[] {0, 0});
                if (conversation.profile() == Profile.CHAOS) {
                    ear.forgive(no);
                }
            }
        }
    }

    /** The network lost, doubled or moved an event. */
    void damaged(ServerEvent event) {
        if (event instanceof ServerEvent.ResponseOutputAudioDelta e && ear instanceof ExactEar exact) {
            exact.damage(ModelServer.number(e.responseId()));
        }
    }

    /** An event reached the client. */
    void arrived(ServerEvent event) {
        requests.arrived(event);
        items.arrived(event);
        if (event instanceof ServerEvent.ResponseOutputAudioDelta e) {
            delivered.merge(e.itemId(), (long) e.delta().size() / 2, Long::sum);
            begun(server.item(e.itemId()));
        } else if (event instanceof ServerEvent.ResponseOutputAudioDone e) {
            soundDone.add(e.itemId());
        } else if (event instanceof ServerEvent.OutputAudioBufferStarted e) {
            buffered(e.responseId(), true);
        } else if (event instanceof ServerEvent.OutputAudioBufferStopped e) {
            buffered(e.responseId(), false);
        } else if (event instanceof ServerEvent.OutputAudioBufferCleared) {
            buffered.clear();
        }
    }

    /** Sound of an item came: those before it in its response are whole, although their ends may be told later. */
    private void begun(@Nullable ServerItem item) {
        if (item != null) {
            for (ServerItem earlier : server.items()) {
                if (earlier.response == item.response && earlier.start < item.start) {
                    soundDone.add(earlier.id);
                }
            }
        }
    }

    private void buffered(String responseId, boolean holds) {
        int no = ModelServer.number(responseId);
        if (no >= 0) {
            buffered.set(no, holds);
        }
    }

    // What happens at the client.

    void before(Input input, long now) {
        inputs++;
        boolean usable = up && !ended;
        talk.before(input, usable);
        handsFree.before(input, usable, now);
        interrupting = false;
        tools.before(input, usable, handsFree.isOpen());
        if (tools.wantsAnswer()) {
            requests.toolOutput();
        }
        requests.before(input, usable, talk.wasHeld());
        nothingToStop = false;
        mustClear = false;
        cleared = false;
        goingDown = input instanceof Input.TransportDown;
        applications = input instanceof Input.SendEvent send ? send.event() : null;
        if (input instanceof Input.TransportUp) {
            up = !ended;
        } else if (input instanceof Input.TransportDown) {
            cutOff();
        } else if (usable && input instanceof Input.Stop) {
            nothingToStop = nothingAtAll();
            interrupt(now);
        } else if (usable && input instanceof Input.Press) {
            if (talk.wasHeld() && !handsFree.isOpen()) {
                for (int no = 0; no < server.responses(); no++) {
                    ear.forgive(no);
                }
            } else {
                interrupt(now);
            }
        } else if (input instanceof Input.Close) {
            interrupt(now);
            mustClear = false;
        } else if (input instanceof Input.Wake) {
            wakes.add(now);
            while (wakes.getFirst() < now - SimulatedNetwork.ms(1_000)) {
                wakes.removeFirst();
            }
            if (wakes.size() > MOST_WAKES_PER_SECOND) {
                throw new Violation("I14", now, wakes.size() + " wakes within a second");
            }
        }
    }

    /** What comes of a response whose transport is gone, nobody knows. */
    private void cutOff() {
        buffered.clear();
        for (int no = 0; no < server.responses(); no++) {
            if (!ear.isInterrupted(no) && (conversation.webRtc() || ear.rendered(no) < server.generated(no))) {
                ear.forgive(no);
            }
        }
    }

    private boolean nothingAtAll() {
        if (!bargein
                || conversation.profile() == Profile.CHAOS
                || requests.awaits()
                || server.speaks()
                || talk.wasHeld()) {
            return false;
        }
        for (int no = 0; no < server.responses(); no++) {
            if (server.isAside(no) && server.generated(no) == 0 && ear.rendered(no) == 0) {
                continue;
            }
            if (!requests.isDone(no)
                    || conversation.webRtc()
                    || (!ear.isInterrupted(no) && ear.rendered(no) < server.generated(no))) {
                return false;
            }
        }
        return true;
    }

    private void interrupt(long now) {
        interrupting = true;
        requests.interrupted();
        tools.interrupted();
        buffered.andNot(ear.interrupted());
        mustClear = bargein && clean && conversation.webRtc() && !buffered.isEmpty();
        long latency = setup.latencyMs() * (long) MediaTime.SAMPLES_PER_MS;
        for (int no = 0; no < server.responses(); no++) {
            boolean known = requests.isSeen(no) || requests.takenBack(no);
            if (ear.isInterrupted(no) || !known) {
                continue;
            }
            boolean ahead = conversation.webRtc() && server.isAside(no) && !requests.sounds(no);
            // Nothing tells sound of it that comes late from that of the next one, which is not announced.
            ahead |= unannounced && ear.rendered(no) == 0;
            if (!requests.isSeen(no) && conversation.profile() == Profile.CHAOS || !clean && ahead) {
                // Its sound may be ahead of the word that there is any.
                ear.forgive(no);
            }
            if (clean && bargein && ear instanceof SmoothEar smooth && !ear.isForgiven(no)) {
                smooth.complete(no, now);
            }
            long byCount = Math.max(0, ear.rendered(no) - latency);
            long byClock = ear.heard(no, now - SimulatedNetwork.ms(setup.latencyMs()));
            long most = Math.max(byCount, byClock);
            heard.put(no, new long[] {Math.min(byCount, byClock), conversation.webRtc() ? pauseEnd(no, most) : most});
            ear.interrupt(no);
        }
    }

    /**
     * The end of the pause in speech that a position is in: how far a listener is in it makes no difference. The ear reads
     * positions of stretched sound to 2 ms.
     */
    private long pauseEnd(int no, long position) {
        short[] all = server.voice(no);
        int at = (int) Math.min(all.length, position + 48);
        if (at >= all.length || all[at] != 0) {
            return position;
        }
        while (at < all.length && all[at] == 0) {
            at++;
        }
        return at;
    }

    void command(Command command, long now) {
        if (command.cause() < 1 || command.cause() > inputs) {
            throw new Violation("cause", now, command + " of input " + command.cause() + " at input " + inputs);
        }
        talk.command(command, now);
        requests.command(command, now);
        tools.command(command, now);
        if (command instanceof Command.Send send) {
            if (!up || goingDown || (ended && !talk.ending())) {
                throw new Violation("I15", now, "sent although the transport is gone: " + send.event());
            }
            if (nothingToStop) {
                throw new Violation("stop", now, "nothing to stop, but sent " + send.event());
            }
            if (send.event() != applications) {
                judge(send.event(), now);
            }
        } else if (command instanceof Command.Flush || command instanceof Command.ShutGate) {
            if (!interrupting && handsFree.lasted()) {
                interrupt(now);
                requests.spokenOver();
            }
            ear.flushed(now);
        } else if (command instanceof Command.Pause) {
            ear.paused(now);
        } else if (command instanceof Command.Resume) {
            ear.resumed(now);
        }
        handsFree.command(command, now);
    }

    private void judge(ClientEvent event, long now) {
        if (event instanceof ClientEvent.ConversationItemTruncate truncate && bargein) {
            judge(truncate, now);
        } else if (event instanceof ClientEvent.ConversationItemDelete delete) {
            judge(delete, now);
        } else if (event instanceof ClientEvent.OutputAudioBufferClear) {
            cleared = true;
            buffered.clear();
            if (conversation.transport().canClearServerBuffer()) {
                return;
            }
            throw new Violation("clear", now, "output_audio_buffer.clear where there is no such buffer");
        }
    }

    private void judge(ClientEvent.ConversationItemTruncate truncate, long now) {
        ServerItem item = server.item(truncate.itemId());
        long ms = truncate.audioEndMs();
        if (item == null || !item.hasAudio() || truncate.contentIndex() != 0) {
            throw new Violation("I1", now, "truncated what is no sound of the assistant: " + truncate);
        }
        if (item.gone || item.aside) {
            throw new Violation("I1", now, truncate + " of what the conversation does not hold");
        }
        boolean webRtc = conversation.webRtc();
        long received = webRtc ? item.generated : delivered.getOrDefault(item.id, 0L);
        boolean unclear = webRtc && (!clean || server.unclear(item.response) || server.follows(item.response));
        if (ms < 0 || (ms > new MediaTime(received).millis() && !unclear)) {
            throw new Violation("I1", now, truncate + " but received only " + received + " samples");
        }
        long[] bounds = heard.get(item.response);
        if (ear.isForgiven(item.response)) {
            return;
        }
        if (bounds == null && conversation.profile() == Profile.CHAOS) {
            return;
        }
        if (bounds == null) {
            throw new Violation("I1", now, truncate + " of a response that was not interrupted");
        }
        if (certain(item.response, now) && ms > heardMs(item, bounds[1]) + toleranceMs()) {
            throw new Violation("I1", now, truncate + " but heard only " + heardMs(item, bounds[1]) + " ms");
        }
        if (!truncated.add(item.id + "@" + ms) || (!webRtc && !truncated.add(item.id))) {
            throw new Violation("I2", now, truncate + " once more");
        }
        boolean chaos = conversation.profile() == Profile.CHAOS;
        if (!webRtc
                && !chaos
                && certain(item.response, now)
                && soundDone.contains(item.id)
                && bounds[0] - item.start >= item.generated) {
            throw new Violation("I2", now, truncate + " of an item that was heard to its end");
        }
    }

    private void judge(ClientEvent.ConversationItemDelete delete, long now) {
        ServerItem item = server.item(delete.itemId());
        if (item == null && !clean && !delete.itemId().isEmpty() && strangers.add(delete.itemId())) {
            return;
        }
        if (item == null || item.gone || item.aside || !item.hasAudio() || !deleted.add(delete.itemId())) {
            throw new Violation("I2", now, "deleted " + delete.itemId() + ", which is none to delete");
        }
        long[] bounds = heard.get(item.response);
        if (ear.isForgiven(item.response)) {
            return;
        }
        if (bounds == null && conversation.profile() == Profile.CHAOS) {
            return;
        }
        if (bounds == null || (certain(item.response, now) && heardMs(item, bounds[0]) > toleranceMs() + leadMs())) {
            throw new Violation("I1", now, delete + " but something of it was heard");
        }
    }

    private boolean certain(int response, long now) {
        boolean damaged = ear instanceof ExactEar exact && exact.isDamaged(response);
        boolean lossyMedia = conversation.webRtc() && !clean;
        // Where the next response follows closely, its first sound counts as the end of this one.
        boolean unclear = server.unclear(response) || server.follows(response);
        if (lossyMedia || (conversation.webRtc() && unclear)) {
            return false;
        }
        return !ear.isForgiven(response)
                && !damaged
                && (setup.latencyMs() == 0 || now > stalledUntil + SimulatedNetwork.ms(1_000));
    }

    private static long heardMs(ServerItem item, long heardInResponse) {
        return new MediaTime(Math.max(0, Math.min(item.generated, heardInResponse - item.start))).millis();
    }

    /** How far the voice may be ahead of the events that name it. */
    private long leadMs() {
        return conversation.webRtc() ? Math.max(0, setup.downMs() + setup.jitterMs() + 20 - setup.mediaDownMs()) : 0;
    }

    private long toleranceMs() {
        return (conversation.webRtc() ? 40 : 0) + (setup.latencyMs() == 0 ? 0 : 20);
    }

    void after(Input input, Step step, Machine machine, long now) {
        if (step.wakeAtNanos() <= now) {
            throw new Violation("I14", now, "wants to be woken at " + step.wakeAtNanos() + " for " + step.wakeReason());
        }
        if (mustClear && !cleared) {
            throw new Violation(
                    "waste", now, "the server's buffer holds sound of " + buffered + ", but is not cleared");
        }
        boolean pressAccepted = machine.pressAccepted();
        boolean usable = up && !ended && !(input instanceof Input.TransportDown) && !(input instanceof Input.Close);
        if (pressAccepted || !usable) {
            lockedSince = Long.MAX_VALUE;
        } else {
            lockedSince = Math.min(lockedSince, now);
            if (bargein || now - lockedSince > LOCK_OUT_NANOS) {
                throw new Violation("I12", now, "press is not accepted after " + input);
            }
        }
        talk.after(input, step, now);
        handsFree.after(machine.activity(), now);
        tools.after(now);
        activity.after(input, step, machine.activity(), userSpeaks(), usable, now);
        requests.after(input, talk.wasHeld());
        if (usable) {
            items.after(machine, now);
        }
        if (input instanceof Input.TransportDown) {
            up = false;
        } else if (input instanceof Input.Close) {
            ended = true;
        }
        if (input instanceof Input.Played
                || step.commands().stream().anyMatch(Command.PlayoutCommand.class::isInstance)) {
            ledger(now);
        }
    }

    /** 10 ms were pulled. */
    void rendered(long now) {
        handsFree.rendered(now);
    }

    /** I7 and I8 of the player. */
    void ledger(long now) {
        PlayoutReport report = playout.report();
        if (report.tracks().size() > MOST_TRACKS) {
            throw new Violation("I8", now, report.tracks().size() + " tracks");
        }
        for (PlayoutReport.Track track : report.tracks()) {
            if (track.received() != track.played() + track.queued() + track.dropped()
                    || track.played() < 0
                    || track.queued() < 0
                    || track.dropped() < 0) {
                throw new Violation("I7", now, track.toString());
            }
            ServerItem item = server.item(track.id().itemId());
            if (item != null && ear instanceof ExactEar exact && certainly(exact, item.response)) {
                compare(track, track.id(), item, now);
            }
        }
        PlayoutReport.Live live = report.live();
        if (live.played() < 0 || live.played() > live.received()) {
            throw new Violation("I7", now, live.toString());
        }
    }

    private boolean certainly(ExactEar exact, int response) {
        return bargein && !exact.isDamaged(response) && !ear.isForgiven(response);
    }

    private void compare(PlayoutReport.Track track, TrackId id, ServerItem item, long now) {
        long truth = Math.max(0, Math.min(item.length, ear.rendered(item.response) - item.start));
        if (track.played() < truth || track.played() > truth + Ear.FADE_SAMPLES) {
            throw new Violation("I7", now, track + " but " + truth + " samples of " + id.itemId() + " were rendered");
        }
        if (track.received() > delivered.getOrDefault(item.id, 0L)) {
            throw new Violation("I7", now, track + " but only " + delivered.get(item.id) + " samples were delivered");
        }
    }

    void end(Machine machine, long now, boolean atRest) {
        talk.end(now);
        if (!bargein || ended || !up || conversation.profile() == Profile.CHAOS) {
            return;
        }
        tools.end(now, userSpeaks());
        if (!atRest) {
            throw new Violation("rest", now, "the conversation does not come to rest");
        }
        requests.end(now);
        // A live stream that is silent may go on, for all that is known, until the server says that it does not.
        if (!server.hungOnce() && (clean || !conversation.webRtc())) {
            activity.end(machine.activity(), handsFree.isOpen(), userSpeaks(), tools.waits(), now);
        }
        if (clean) {
            items.end(machine.items(), now);
        }
        new EndInvariants(conversation, setup, ear, server, clean && !requests.gaveUp())
                .judge(heard, stalledUntil, now);
    }
}
