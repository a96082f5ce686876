package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what is asked of the server and taken back: I5, I6, that no question is lost, and that nobody who wants silence
 * ends what is not heard.
 */
final class RequestInvariants {
    private static final long NOTHING = Long.MAX_VALUE;

    private final ModelServer server;
    private final Ear ear;
    private final boolean clean;

    private final BitSet seen = new BitSet();
    private final BitSet seenAtInterruption = new BitSet();
    private final BitSet created = new BitSet();
    private final BitSet done = new BitSet();
    private final BitSet cancelled = new BitSet();
    /** Responses of which the client was told that there is sound. */
    private final BitSet sounds = new BitSet();

    private final Deque<Long> pending = new ArrayDeque<>();
    private final Set<String> strangers = new HashSet<>();
    private long sends;
    private long interruptedUpTo;
    /** How many events were sent before the last question; none when it was taken back. */
    private long asked = NOTHING;

    /** The response that the event at hand is the first one of: what was due is done before. */
    private int news = -1;

    private int asides;
    private final Set<Long> asideRequests = new HashSet<>();
    private final BitSet takenForAside = new BitSet();
    private final Set<Long> mistakenFor = new HashSet<>();
    private boolean gaveUp;
    private final boolean conversationsAreNamed;
    private final boolean tellsAsides;
    private final boolean keepsQuestions;
    /** Somebody asked for an answer and did not take it back. */
    private boolean wanted;

    private boolean wasUsable;

    RequestInvariants(Case conversation, ModelServer server, Ear ear, boolean bargein, boolean conversationsAreNamed) {
        this.conversationsAreNamed = conversationsAreNamed;
        this.keepsQuestions = bargein;
        this.tellsAsides = bargein && conversationsAreNamed && conversation.profile() != Profile.CHAOS;
        this.server = server;
        this.ear = ear;
        this.clean = conversation.profile() == Profile.CLEAN;
    }

    // What the server says.

    /** Whether a response that was announced now was asked for before silence was wanted. */
    boolean takenBack(int no) {
        return server.asked(no) != Answer.UNASKED && server.asked(no) <= interruptedUpTo;
    }

    void arrived(ServerEvent event) {
        if (event instanceof ServerEvent.ResponseCreated e) {
            int no = know(e.response().id());
            if (no >= 0) {
                created.set(no);
            }
        } else if (event instanceof ServerEvent.ResponseDone e) {
            int no = know(e.response().id());
            if (no >= 0) {
                created.set(no);
                done.set(no);
            }
        } else if (event instanceof ServerEvent.ResponseOutputAudioDelta e) {
            sound(e.responseId());
        } else if (event instanceof ServerEvent.ResponseOutputAudioTranscriptDelta e) {
            sound(e.responseId());
        } else if (event instanceof ServerEvent.ResponseContentPartAdded e) {
            know(e.responseId());
            if (e.part().isOutputAudio()) {
                sound(e.responseId());
            }
        } else if (event instanceof ServerEvent.OutputAudioBufferStarted e) {
            int no = ModelServer.number(e.responseId());
            if (no >= 0) {
                sounds.set(no);
            }
        } else if (event instanceof ServerEvent.ResponseOutputItemAdded e) {
            know(e.responseId());
        } else if (event instanceof ServerEvent.ResponseOutputItemDone e) {
            know(e.responseId());
        } else if (event instanceof ServerEvent.ResponseOutputTextDelta e) {
            know(e.responseId());
        } else if (event instanceof ServerEvent.Error e
                && "conversation_already_has_active_response".equals(e.error().code())) {
            pending.poll();
        } else if (event instanceof ServerEvent.Error e
                && "response_cancel_not_active".equals(e.error().code())) {
            done.or(cancelled);
        }
    }

    private void sound(String responseId) {
        int no = know(responseId);
        if (no >= 0) {
            sounds.set(no);
        }
    }

    private int know(String responseId) {
        int no = ModelServer.number(responseId);
        if (no < 0 && !responseId.isEmpty()) {
            pending.poll();
        }
        if (no >= 0 && no < server.responses() && !pending.remove(server.asked(no)) && !seen.get(no)) {
            mistaken(no);
        }
        if (no >= 0) {
            news = seen.get(no) ? news : no;
            seen.set(no);
        }
        return no;
    }

    /** Often nothing tells an answer that the server began by itself, or that comes late, from the one that is awaited. */
    private void mistaken(int no) {
        Long awaited = pending.peek();
        boolean aside = awaited != null && asideRequests.contains(awaited);
        boolean told = server.isAside(no) || conversationsAreNamed;
        if (awaited == null || aside != server.isAside(no) && told) {
            return;
        }
        if (aside) {
            takenForAside.set(no);
        }
        if (awaited <= interruptedUpTo) {
            ear.forgive(no);
        }
        mistakenFor.addAll(pending);
        pending.poll();
        for (int other = 0; other < server.responses(); other++) {
            if (isMistaken(server.asked(other))) {
                ear.forgive(other);
            }
        }
    }

    /** Whether the client took another response for the answer to the request with that number. */
    boolean isMistaken(long number) {
        return mistakenFor.contains(number);
    }

    // What happens at the client.

    void before(Input input, boolean usable, boolean held) {
        wasUsable = usable;
        if (!usable) {
            // That is asked when the transport is up.
            wanted |= input instanceof Input.Respond;
            return;
        }
        wanted |=
                input instanceof Input.Say || input instanceof Input.Respond || input instanceof Input.Release && held;
        if (input instanceof Input.Say || input instanceof Input.Respond) {
            asked = sends;
        } else if (input instanceof Input.SendEvent send && send.event() instanceof ClientEvent.ResponseCreate) {
            asides++;
        } else if (input instanceof Input.Stop || input instanceof Input.Press && !held) {
            asked = NOTHING;
        } else if (input instanceof Input.TransportDown || input instanceof Input.Close) {
            asked = NOTHING;
            asides = server.asides();
            pending.clear();
            done.or(created);
        }
    }

    void after(Input input, boolean held) {
        news = -1;
        if (!wasUsable) {
            return;
        }
        // What was due when silence was wanted is asked for first.
        wanted &= !(input instanceof Input.Stop || input instanceof Input.Press && !held);
        wanted &= !(input instanceof Input.TransportDown || input instanceof Input.Close);
    }

    void interrupted() {
        interruptedUpTo = sends;
        seenAtInterruption.or(seen);
    }

    /** What was asked is taken back by what the user says in its place. */
    void spokenOver() {
        asked = NOTHING;
    }

    void command(Command command, long now) {
        if (command instanceof Command.Send send) {
            sends++;
            if (send.event() instanceof ClientEvent.ResponseCreate create) {
                judge(create, now);
            } else if (send.event() instanceof ClientEvent.ResponseCancel cancel) {
                judge(cancel, now);
            }
        } else if (command instanceof Command.Notify notify && notify.notice() instanceof Notice.TimedOut) {
            gaveUp = true;
        }
    }

    private void judge(ClientEvent.ResponseCreate create, long now) {
        boolean aside = "none".equals(create.response().string("conversation"));
        for (int no = 0; no < server.responses(); no++) {
            boolean ofTheTalk = !server.isAside(no) && !takenForAside.get(no) && no != news;
            if (created.get(no) && !done.get(no) && !gaveUp && !aside && ofTheTalk) {
                throw new Violation("I6", now, "response.create while response " + no + " is active");
            }
        }
        if (keepsQuestions && !aside && !wanted) {
            throw new Violation("unasked", now, "response.create although nobody asked for it");
        }
        if (!pending.isEmpty() && !gaveUp) {
            throw new Violation("I6", now, "response.create while another one is not answered");
        }
        pending.add(sends);
        if (aside) {
            asideRequests.add(sends);
        }
    }

    private void judge(ClientEvent.ResponseCancel cancel, long now) {
        String id = cancel.responseId();
        int no = id == null ? anyActive() : ModelServer.number(id);
        if (no < 0 && id != null && !clean && strangers.add(id)) {
            return;
        }
        if (no < 0 || !seen.get(no) || done.get(no)) {
            throw new Violation("I5", now, "cancelled " + id + ", which is not active");
        }
        if (cancelled.get(no)) {
            throw new Violation("I5", now, "cancelled " + id + " twice");
        }
        if (tellsAsides && server.isAside(no) && !sounds.get(no)) {
            throw new Violation("aside", now, "cancelled " + id + ", which nobody hears");
        }
        cancelled.set(no);
    }

    private int anyActive() {
        BitSet active = (BitSet) created.clone();
        active.andNot(done);
        active.andNot(cancelled);
        return active.nextSetBit(0);
    }

    /** A conversation came to rest: what was asked and not taken back has reached the server. */
    void end(long now) {
        String lost = lost();
        if (lost != null) {
            throw new Violation("asked", now, lost);
        }
    }

    private @Nullable String lost() {
        if (asked != NOTHING && !server.answered(asked)) {
            return "a question was never asked";
        }
        return server.asides() < asides ? "a response aside was never asked for" : null;
    }

    /** Whether something that was asked has not reached the server. */
    boolean lostOne() {
        return lost() != null;
    }

    /** Whether the server owes the client a word. */
    boolean awaits() {
        return !pending.isEmpty();
    }

    long sends() {
        return sends;
    }

    boolean isSeen(int no) {
        return seen.get(no);
    }

    /** Whether the client was told that there is sound of a response. */
    boolean sounds(int no) {
        return sounds.get(no);
    }

    boolean isDone(int no) {
        return done.get(no);
    }

    /** Whether the client knew of a response when silence was wanted. */
    boolean wasSeenAtInterruption(int no) {
        return seenAtInterruption.get(no);
    }

    /** An output of a call was handed in that is to be spoken about. */
    void toolOutput() {
        wanted = true;
    }

    /** Whether a wait of the client ended by its deadline, so that it may go on while the server does not expect it. */
    boolean gaveUp() {
        return gaveUp;
    }
}
