package dev.bargein.core.world;

import dev.bargein.core.world.Case.Fault;
import dev.bargein.core.world.Case.Kind;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries events from and to the server: late, and in chaos wrongly. */
final class Network {
    private final World world;
    private final SeededRandom random;
    private final Setup setup;
    private final Profile profile;
    private final @Nullable Map<Integer, Kind> chosen;
    private final List<Fault> applied = new ArrayList<>();
    private long upFree;
    private long downFree;
    private int ups;
    private int downs;

    Network(World world, Case conversation, SeededRandom random, Setup setup) {
        this.world = world;
        this.random = random;
        this.setup = setup;
        this.profile = conversation.profile();
        List<Fault> faults = conversation.faults();
        if (faults == null) {
            this.chosen = null;
        } else {
            this.chosen = new HashMap<>();
            for (Fault f : faults) {
                chosen.put(f.event(), f.kind());
            }
        }
    }

    /** The faults that there were, in order. */
    List<Fault> applied() {
        return applied;
    }

    /** Takes something to the server, in order. */
    void up(Runnable arrival) {
        int n = ups++;
        upFree = Math.max(upFree, world.nowNanos() + delay(SeededRandom.UP, n, setup.upMs()));
        world.at(upFree, arrival);
    }

    /** Takes an event from the server, in order unless a fault hits it. */
    void down(ServerEvent event, Consumer<ServerEvent> arrival, Consumer<ServerEvent> damaged) {
        int n = downs++;
        long in = delay(SeededRandom.DOWN, n, setup.downMs());
        long when = Math.max(downFree, world.nowNanos() + in);
        Kind fault = fault(n);
        if (fault != null) {
            applied.add(new Fault(n, fault));
            if (fault != Kind.UNKNOWN && fault != Kind.GARBAGE) {
                damaged.accept(event);
            }
        }
        if (fault == Kind.LOSE) {
            return;
        }
        if (fault == Kind.OVERTAKE || fault == Kind.LATE) {
            long more = SimulatedNetwork.ms(
                    fault == Kind.LATE
                            ? random.in(SeededRandom.GARBAGE, n, 1_000, 4_000)
                            : random.in(SeededRandom.GARBAGE, n, 20, 500));
            world.at(when + more, () -> arrival.accept(event));
            return;
        }
        downFree = when;
        world.at(when, () -> arrival.accept(event));
        if (fault == Kind.DOUBLE) {
            world.at(
                    when + SimulatedNetwork.ms(random.in(SeededRandom.GARBAGE, n, 0, 300)),
                    () -> arrival.accept(event));
        } else if (fault == Kind.UNKNOWN) {
            world.at(when, () -> arrival.accept(new ServerEvent.Unknown("", "response.telepathy", JsonObject.EMPTY)));
        } else if (fault == Kind.GARBAGE) {
            world.at(when, () -> arrival.accept(garbage(random, n)));
        }
    }

    private long delay(int way, int n, int least) {
        long ms = least + (setup.jitterMs() == 0 ? 0 : random.in(way, n, 0, setup.jitterMs()));
        if (profile != Profile.CLEAN && random.permille(way, -1 - n, 4)) {
            ms += random.in(way, -1_000_000 - n, 200, 1_500);
        }
        return SimulatedNetwork.ms(ms);
    }

    private @Nullable Kind fault(int n) {
        if (chosen != null) {
            return chosen.get(n);
        }
        if (profile != Profile.CHAOS) {
            return null;
        }
        int draw = random.in(SeededRandom.FAULT, n, 0, 999);
        return draw < 15
                ? Kind.LOSE
                : draw < 35
                        ? Kind.DOUBLE
                        : draw < 55
                                ? Kind.OVERTAKE
                                : draw < 65 ? Kind.LATE : draw < 80 ? Kind.UNKNOWN : draw < 100 ? Kind.GARBAGE : null;
    }

    /** An event that says nothing true. */
    static ServerEvent garbage(SeededRandom random, long n) {
        String response = switch (random.in(SeededRandom.GARBAGE, n, 0, 2)) {
            case 0 -> "";
            case 1 -> "resp_nobody";
            default -> "resp_none_" + n;
        };
        String item = random.permille(SeededRandom.GARBAGE, n + 1, 500) ? "" : "item_nobody_" + n;
        ContentPart part = new ContentPart("audio", null, null, null);
        return switch (random.in(SeededRandom.GARBAGE, n + 2, 0, 13)) {
            case 0 -> new ServerEvent.ConversationItemTruncated("", item, -7, Long.MAX_VALUE);
            case 1 -> new ServerEvent.ResponseDone("", new Response(response, "", null, List.of(), null, null, null));
            case 2 -> new ServerEvent.OutputAudioBufferStopped("", response);
            case 3 -> new ServerEvent.OutputAudioBufferCleared("", response);
            case 4 -> new ServerEvent.ConversationItemDeleted("", item);
            case 5 -> new ServerEvent.Error("", new ErrorDetails("", null, "", null, "nobody"));
            case 6 -> new ServerEvent.ResponseOutputAudioDone("", response, item, -1, Integer.MAX_VALUE);
            case 7 -> new ServerEvent.ResponseContentPartDone("", response, item, -1, Integer.MIN_VALUE, part);
            case 8 -> new ServerEvent.InputAudioBufferCommitted("", null, item);
            case 9 -> new ServerEvent.ConversationItemAdded("", item, Item.message(item, "assistant", null, List.of()));
            case 10 -> new ServerEvent.ConversationItemTruncated("", item, 0, -1);
            case 11 -> new ServerEvent.ResponseOutputAudioDelta("", response, item, -1, -1, AudioBytes.of(new byte[0]));
            case 12 -> new ServerEvent.SessionUpdated("", JsonObject.EMPTY);
            default ->
                new ServerEvent.ResponseOutputItemDone(
                        "", response, Integer.MIN_VALUE, Item.message(item, "", "", List.of(part)));
        };
    }
}
