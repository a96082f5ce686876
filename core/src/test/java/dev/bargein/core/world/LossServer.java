package dev.bargein.core.world;

import dev.bargein.core.MediaTime;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One session of a service, of which nothing is left when its connection is gone. */
final class LossServer {
    private static final int PIECE_MS = 200;

    private final SimulatedNetwork network;
    private final SplittableRandom random;
    private final boolean webRtc;
    private final int session;
    private final Set<String> items = new LinkedHashSet<>();
    private final Set<String> calls = new HashSet<>();
    private final List<String> texts = new ArrayList<>();
    private final Set<Integer> committed = new HashSet<>();
    private List<Integer> input = new ArrayList<>();
    private List<Integer> lastTurn = List.of();
    private @Nullable String active;
    private int responses;
    private int turns;
    private int events;
    private long soundUntil;

    LossServer(SimulatedNetwork network, SplittableRandom random, boolean webRtc, int session) {
        this.network = network;
        this.random = random;
        this.webRtc = webRtc;
        this.session = session;
    }

    void begin() {
        network.send(new ServerEvent.SessionCreated("", JsonObject.EMPTY));
    }

    /** What the user has typed, as this session has it. */
    List<String> texts() {
        return texts;
    }

    boolean sounds() {
        return network.nowNanos() < soundUntil;
    }

    void receive(ClientEvent event) {
        if (events++ == 0 && !(event instanceof ClientEvent.SessionUpdate)) {
            throw violation("first", "begins with " + event);
        }
        if (event instanceof ClientEvent.SessionUpdate) {
            if (random.nextInt(20) > 0) {
                network.later(ms(5, 200), () -> network.send(new ServerEvent.SessionUpdated("", JsonObject.EMPTY)));
            }
        } else if (event instanceof ClientEvent.ConversationItemCreate create) {
            item(create.item());
        } else if (event instanceof ClientEvent.InputAudioBufferAppend append) {
            hear(append.audio());
        } else if (event instanceof ClientEvent.InputAudioBufferClear) {
            input.clear();
        } else if (event instanceof ClientEvent.InputAudioBufferCommit) {
            commit();
        } else if (event instanceof ClientEvent.ResponseCreate) {
            if (active != null) {
                throw violation("I6", "a second response is asked for");
            }
            respond();
        } else if (event instanceof ClientEvent.ResponseCancel) {
            end("cancelled");
        } else if (event instanceof ClientEvent.OutputAudioBufferClear) {
            if (sounds()) {
                soundUntil = 0;
                network.send(new ServerEvent.OutputAudioBufferCleared("", responseId(responses)));
            }
        } else if (event instanceof ClientEvent.ConversationItemTruncate truncate) {
            network.send(new ServerEvent.ConversationItemTruncated("", truncate.itemId(), 0, truncate.audioEndMs()));
        } else if (event instanceof ClientEvent.ConversationItemDelete delete) {
            items.remove(delete.itemId());
            network.send(new ServerEvent.ConversationItemDeleted("", delete.itemId()));
        }
    }

    private void item(Item given) {
        String id = given.id().isEmpty() ? "own" + session + "_" + items.size() : given.id();
        if (!items.add(id)) {
            throw violation("twice", "item " + id + " is made twice");
        }
        if ("function_call".equals(given.type())) {
            calls.add(String.valueOf(given.callId()));
        } else if ("function_call_output".equals(given.type()) && !calls.remove(String.valueOf(given.callId()))) {
            throw violation("tools", "an output of an unknown call, or a second one: " + given.callId());
        }
        if ("user".equals(given.role())) {
            texts.add(String.valueOf(given.content().get(0).text()));
        }
        added(new Item(
                id,
                given.type(),
                "completed",
                given.role(),
                given.content(),
                given.callId(),
                given.name(),
                given.arguments(),
                given.output()));
    }

    private void added(Item item) {
        network.send(new ServerEvent.ConversationItemAdded("", null, item));
    }

    void hear(AudioBytes pcm) {
        short[] samples = pcm.toPcm();
        for (int i = 0; i < samples.length; i += Microphone.FRAME_SAMPLES) {
            input.add(Microphone.frame(samples, i));
        }
    }

    private void commit() {
        if (input.size() < 10) {
            return;
        }
        for (int frame : input) {
            if (!committed.add(frame)) {
                throw violation("twice", "frame " + frame + " of the microphone is in two turns");
            }
        }
        lastTurn = input;
        input = new ArrayList<>();
        String id = "turn" + session + "_" + turns++;
        items.add(id);
        network.send(new ServerEvent.InputAudioBufferCommitted("", null, id));
        added(Item.message(id, "user", "completed", List.of()));
        if (random.nextBoolean()) {
            String words = "frames " + lastTurn.get(0) + " to " + lastTurn.get(lastTurn.size() - 1);
            network.later(
                    ms(20, 300),
                    () -> network.send(
                            new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", id, 0, words)));
        }
    }

    /** The frames of the turn that was committed last. */
    List<Integer> lastTurn() {
        return lastTurn;
    }

    private String responseId(int number) {
        return "resp" + session + "_" + number;
    }

    private void respond() {
        String id = responseId(++responses);
        active = id;
        boolean calling = random.nextInt(4) == 0 && network.nowNanos() < SimulatedNetwork.ms(15_000);
        network.later(ms(1, 60), () -> {
            network.send(new ServerEvent.ResponseCreated("", response(id, "in_progress")));
            network.later(ms(5, 500), () -> {
                if (!id.equals(active)) {
                    return;
                }
                if (calling) {
                    call(id);
                } else {
                    speak(id);
                }
            });
        });
    }

    private static Response response(String id, String status) {
        return new Response(id, status, null, List.of(), "conv", null, null);
    }

    private void call(String id) {
        String callId = "call_" + id;
        calls.add(callId);
        items.add("item_" + id);
        network.send(new ServerEvent.ResponseOutputItemDone(
                "",
                id,
                0,
                new Item("item_" + id, "function_call", "completed", null, List.of(), callId, "look", "{}", null)));
        network.later(ms(0, 100), () -> {
            if (id.equals(active)) {
                end("completed");
            }
        });
    }

    private void speak(String id) {
        String itemId = "item_" + id;
        items.add(itemId);
        Item begun = Item.message(itemId, "assistant", "in_progress", List.of());
        network.send(new ServerEvent.ResponseOutputItemAdded("", id, 0, begun));
        added(begun);
        network.send(new ServerEvent.ResponseContentPartAdded(
                "", id, itemId, 0, 0, new ContentPart("audio", null, "", null)));
        network.send(new ServerEvent.ResponseOutputAudioTranscriptDelta(
                "", id, itemId, 0, 0, "This is what the model says."));
        int pieces = random.nextInt(1, 10);
        if (webRtc) {
            soundUntil = network.nowNanos() + SimulatedNetwork.ms((long) pieces * PIECE_MS);
            network.send(new ServerEvent.OutputAudioBufferStarted("", id));
            network.later(SimulatedNetwork.ms((long) pieces * PIECE_MS), () -> {
                if (soundUntil > 0 && id.equals(responseId(responses))) {
                    network.send(new ServerEvent.OutputAudioBufferStopped("", id));
                }
            });
        }
        piece(id, itemId, pieces);
    }

    private void piece(String id, String itemId, int left) {
        if (!id.equals(active)) {
            return;
        }
        if (left == 0) {
            network.send(new ServerEvent.ResponseOutputAudioDone("", id, itemId, 0, 0));
            network.send(new ServerEvent.ResponseOutputItemDone(
                    "", id, 0, Item.message(itemId, "assistant", "completed", List.of())));
            end("completed");
            return;
        }
        if (!webRtc) {
            short[] pcm = new short[PIECE_MS * MediaTime.SAMPLES_PER_MS];
            Arrays.fill(pcm, (short) 8_000);
            network.send(new ServerEvent.ResponseOutputAudioDelta(
                    "", id, itemId, 0, 0, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        }
        network.later(SimulatedNetwork.ms(50), () -> piece(id, itemId, left - 1));
    }

    private void end(String status) {
        String id = active;
        if (id != null) {
            active = null;
            network.send(new ServerEvent.ResponseDone("", response(id, status)));
        }
    }

    private long ms(int least, int most) {
        return SimulatedNetwork.ms(random.nextInt(least, most + 1));
    }

    private Violation violation(String law, String detail) {
        return new Violation(law, network.nowNanos(), "session " + session + ": " + detail);
    }
}
