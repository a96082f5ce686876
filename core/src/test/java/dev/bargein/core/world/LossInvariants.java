package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.core.Step;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges a conversation whose connection gets lost, by what goes in and comes out. */
final class LossInvariants {
    /** A press that comes so soon after a release may go on with its turn, as what was said is not sent yet. */
    private static final long JOINS_NANOS = SimulatedNetwork.ms(6_000);

    private static final int SHORTEST_FRAMES = 15;

    private final ReconnectPolicy policy;
    private final Set<String> typed = new LinkedHashSet<>();
    private final Set<String> known = new HashSet<>();
    private final Map<String, Integer> notSent = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    /** The frame in the middle of the last turn of those that may have become one. */
    private final List<Integer> turns = new ArrayList<>();

    private final Set<Integer> heardTurns = new HashSet<>();
    private int presses;
    private int dropped;
    private int frames;
    private int pressedAt;
    private long releasedAt = Long.MIN_VALUE / 2;
    private boolean joins;
    private boolean held;
    private boolean open;
    private boolean live;
    private boolean up;
    private boolean ready;
    private boolean closed;
    private int attempts;

    LossInvariants(ReconnectPolicy policy) {
        this.policy = policy;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isReady() {
        return ready;
    }

    void before(Input input, boolean usable, long now) {
        if (input instanceof Input.MicrophoneFrame) {
            frames++;
        } else if (input instanceof Input.Say say && usable) {
            typed.add(say.text());
        } else if (input instanceof Input.Press && usable && !open && !held) {
            held = true;
            presses++;
            pressedAt = frames;
            joins = now - releasedAt < JOINS_NANOS;
        } else if (input instanceof Input.Press && !usable) {
            // That is said of each.
            presses++;
        } else if (input instanceof Input.Release) {
            release(now);
        } else if (input instanceof Input.Listen listen && usable) {
            if (listen.open()) {
                release(now);
            }
            open = listen.open();
        } else if (input instanceof Input.TransportUp) {
            up = true;
        } else if (input instanceof Input.TransportDown) {
            up = false;
            ready = false;
        }
    }

    private void release(long now) {
        if (held) {
            held = false;
            releasedAt = now;
            if (frames - pressedAt >= SHORTEST_FRAMES) {
                if (joins && !turns.isEmpty()) {
                    turns.remove(turns.size() - 1);
                }
                turns.add((pressedAt + frames) / 2);
            }
        }
    }

    /** The client was told that a server has an item, or a turn with frames. */
    void arrived(ServerEvent event, Set<Integer> turn) {
        if (event instanceof ServerEvent.ConversationItemAdded added) {
            Item item = added.item();
            if ("user".equals(item.role()) && !item.content().isEmpty()) {
                known.add(String.valueOf(item.content().get(0).text()));
            }
        } else if (event instanceof ServerEvent.InputAudioBufferCommitted) {
            heardTurns.addAll(turn);
        }
    }

    void command(Command command, long now) {
        if (command instanceof Command.Microphone microphone) {
            live = microphone.live();
        } else if (command instanceof Command.Connect connect) {
            up = false;
            ready = false;
            if (connect.attempt() > policy.maxAttempts()) {
                throw new Violation("attempts", now, "attempt " + connect.attempt() + " of " + policy.maxAttempts());
            }
        } else if (command instanceof Command.SendAudio
                || command instanceof Command.Send send && send.event() instanceof ClientEvent.InputAudioBufferAppend) {
            if (!ready) {
                throw new Violation("unconfirmed", now, "sound is sent before the session is confirmed");
            }
        } else if (command instanceof Command.Send send && !up) {
            throw new Violation("I15", now, "sent without a connection: " + send.event());
        } else if (command instanceof Command.Notify notify) {
            told(notify.notice(), now);
        }
    }

    private void told(Notice notice, long now) {
        if (closed
                && (notice instanceof Notice.Ready
                        || notice instanceof Notice.Reconnecting
                        || notice instanceof Notice.Closed
                        || notice instanceof Notice.ToolCalled)) {
            throw new Violation("I15", now, "told after the end: " + notice);
        }
        if (notice instanceof Notice.Ready) {
            ready = true;
            attempts = 0;
        } else if (notice instanceof Notice.Reconnecting) {
            attempts++;
            ready = false;
        } else if (notice instanceof Notice.Closed) {
            closed = true;
            held = false;
            open = false;
        } else if (notice instanceof Notice.NotSent lost && typed.contains(lost.what())) {
            once(notSent, lost.what(), "reported twice", now);
        } else if (notice instanceof Notice.TurnDropped && ++dropped > presses) {
            throw new Violation("reported", now, "more turns were dropped than said");
        } else if (notice instanceof Notice.ToolCalled call) {
            calls.put(call.callId(), 0);
        } else if (notice instanceof Notice.ToolAnswered call) {
            once(calls, call.callId(), "is answered or reported twice", now);
        } else if (notice instanceof Notice.ToolCallDropped call) {
            once(calls, call.callId(), "is answered or reported twice", now);
        }
    }

    private static void once(Map<String, Integer> counts, String what, String wrong, long now) {
        if (counts.merge(what, 1, Integer::sum) > 1) {
            throw new Violation("reported", now, "'" + what + "' " + wrong);
        }
    }

    void after(Input input, long now) {
        if (live != (held || open)) {
            throw new Violation("microphone", now, "the microphone is " + (live ? "live" : "shut") + " after " + input);
        }
        if (attempts > policy.maxAttempts()) {
            throw new Violation("attempts", now, attempts + " attempts in a row");
        }
    }

    /** All that was done was done long ago. */
    void end(LossServer server, Step last, long now) {
        if (!closed && !ready) {
            throw new Violation("stuck", now, "neither ready nor closed");
        }
        if (last.wakeReason() != WakeReason.NONE && last.wakeReason() != WakeReason.SESSION_EXPIRES) {
            throw new Violation("stuck", now, "still waits for " + last.wakeReason());
        }
        for (String text : typed) {
            boolean reported = notSent.containsKey(text);
            boolean there = closed ? known.contains(text) : server.texts().contains(text);
            if (reported == there) {
                throw new Violation(
                        "undelivered",
                        now,
                        "'" + text + (there ? "' is there, and reported" : "' is lost without a word"));
            }
        }
        calls.forEach((id, count) -> {
            if (count != 1) {
                throw new Violation("tools", now, "nothing came of " + id);
            }
        });
        long lost = turns.stream().filter(t -> !heardTurns.contains(t)).count();
        if (lost > dropped) {
            throw new Violation("undelivered", now, lost + " turns are lost, and " + dropped + " reported");
        }
    }
}
