package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.audio.Pcm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads along with everything that a service sends, and fails at the first event that the real wire could not have
 * carried there.
 */
final class ProtocolChecker {
    private final SimulatorTransport transport;
    private final Dialect dialect;
    private final Set<String> eventIds = new HashSet<>();
    private final Map<String, Talk> responses = new HashMap<>();
    private final Map<String, Part> parts = new HashMap<>();
    private final Set<String> conversation = new HashSet<>();
    private boolean greeted;
    private @Nullable String playing;
    private final boolean overlap;

    /** A response. */
    private static final class Talk {
        private final boolean inConversation;
        private int items;
        private boolean done;
        private boolean played;
        private boolean stopped;
        private final Set<Part> open = new HashSet<>();

        Talk(boolean inConversation) {
            this.inConversation = inConversation;
        }
    }

    /** An item of a response, and how far it is: the last event about it. */
    private static final class Part {
        private final StringBuilder words = new StringBuilder();
        private final boolean ours;
        private String stage = "item";
        private long samples;
        private long keptMs = Long.MAX_VALUE;

        Part(boolean ours) {
            this.ours = ours;
        }

        void move(String from, String to) {
            assertThat(stage).as("the stage before " + to).isEqualTo(from);
            stage = to;
        }
    }

    private int bytesPerMs = 48;

    /**
     * A checker of one session.
     *
     * @param overlap whether an item may begin before the one before it is done
     */
    ProtocolChecker(SimulatorTransport transport, Dialect dialect, boolean overlap) {
        this.overlap = overlap;
        this.transport = transport;
        this.dialect = dialect;
    }

    void read(ServerEvent event) {
        assertThat(event.eventId()).startsWith("event_");
        assertThat(eventIds.add(event.eventId())).as("a new event id").isTrue();
        assertThat(greeted).as("session.created is first, and once").isNotEqualTo(isGreeting(event));
        greeted = true;
        if (event instanceof ServerEvent.SessionUpdated e) {
            bytesPerMs = isTelephone(e.session()) ? 8 : 48;
        }
        if (event instanceof ServerEvent.ResponseCreated e) {
            created(e.response());
        } else if (event instanceof ServerEvent.ResponseDone e) {
            done(e.response());
        } else if (event instanceof ServerEvent.ResponseOutputItemAdded e) {
            itemAdded(e);
        } else if (event instanceof ServerEvent.ResponseContentPartAdded e) {
            open(e.responseId(), e.itemId()).move(joined(e.responseId()) ? "joined" : "item", "part");
        } else if (event instanceof ServerEvent.ResponseOutputAudioTranscriptDelta e) {
            word(e.responseId(), e.itemId(), e.delta());
        } else if (event instanceof ServerEvent.ResponseOutputTextDelta e) {
            word(e.responseId(), e.itemId(), e.delta());
        } else if (event instanceof ServerEvent.ResponseOutputAudioDelta e) {
            assertThat(transport).isEqualTo(SimulatorTransport.WEBSOCKET);
            assertThat(e.delta().size()).isPositive();
            Part part = open(e.responseId(), e.itemId());
            assertThat(part.stage).isEqualTo("part");
            part.samples += (long) e.delta().size() * Pcm.SAMPLES_PER_MS / bytesPerMs;
        } else {
            readEnding(event);
        }
    }

    private void readEnding(ServerEvent event) {
        if (event instanceof ServerEvent.ResponseOutputAudioDone e) {
            open(e.responseId(), e.itemId()).move("part", "sound done");
        } else if (event instanceof ServerEvent.ResponseOutputAudioTranscriptDone e) {
            Part part = open(e.responseId(), e.itemId());
            part.move("sound done", "words done");
            assertThat(e.transcript()).isEqualTo(part.words.toString());
        } else if (event instanceof ServerEvent.ResponseOutputTextDone e) {
            Part part = open(e.responseId(), e.itemId());
            part.move("part", "words done");
            assertThat(e.text()).isEqualTo(part.words.toString());
        } else if (event instanceof ServerEvent.ResponseFunctionCallArgumentsDelta e) {
            Part part = open(e.responseId(), e.itemId());
            assertThat(part.stage).isEqualTo(joined(e.responseId()) ? "joined" : "item");
            assertThat(e.delta()).isNotEmpty();
            part.words.append(e.delta());
        } else if (event instanceof ServerEvent.ResponseFunctionCallArgumentsDone e) {
            Part part = open(e.responseId(), e.itemId());
            part.move(joined(e.responseId()) ? "joined" : "item", "part done");
            assertThat(e.arguments()).isEqualTo(part.words.toString());
        } else if (event instanceof ServerEvent.ResponseContentPartDone e) {
            open(e.responseId(), e.itemId()).move("words done", "part done");
        } else if (event instanceof ServerEvent.ResponseOutputItemDone e) {
            Part part = open(e.responseId(), e.item().id());
            part.move(joined(e.responseId()) && dialect == Dialect.GA ? "left" : "part done", "closed");
            assertThat(e.item().status()).isIn("completed", "incomplete");
            talk(e.responseId()).open.remove(part);
        } else {
            readConversation(event);
        }
    }

    private void readConversation(ServerEvent event) {
        if (event instanceof ServerEvent.ConversationItemAdded e) {
            assertThat(dialect).isEqualTo(Dialect.GA);
            join(e.item(), e.previousItemId());
        } else if (event instanceof ServerEvent.ConversationItemCreated e) {
            assertThat(dialect).isEqualTo(Dialect.BETA);
            join(e.item(), e.previousItemId());
        } else if (event instanceof ServerEvent.ConversationItemDone e) {
            assertThat(dialect).isEqualTo(Dialect.GA);
            Part part = parts.get(e.item().id());
            assertThat(part).as("an item that is done was added").isNotNull();
            if (part != null && part.ours) {
                part.move("part done", "left");
            }
        } else if (event instanceof ServerEvent.ConversationItemDeleted e) {
            assertThat(conversation.remove(e.itemId())).isTrue();
        } else if (event instanceof ServerEvent.ConversationItemTruncated e) {
            truncated(e);
        } else if (event instanceof ServerEvent.OutputAudioBufferStarted e) {
            assertThat(playing).as("one response plays at a time").isNull();
            Talk talk = talk(e.responseId());
            assertThat(!talk.played || talk.stopped)
                    .as("a response starts once, and again behind a pause")
                    .isTrue();
            talk.played = true;
            talk.stopped = false;
            playing = e.responseId();
        } else if (event instanceof ServerEvent.OutputAudioBufferStopped e) {
            assertThat(playing).isEqualTo(e.responseId());
            Talk talk = talk(e.responseId());
            assertThat(talk.done || talk.items > 0)
                    .as("a response stops after it is done, or behind an item")
                    .isTrue();
            talk.stopped = true;
            playing = null;
        } else if (event instanceof ServerEvent.OutputAudioBufferCleared e) {
            assertThat(transport).isEqualTo(SimulatorTransport.WEBRTC);
            assertThat(playing).as("what plays is what is cleared").isIn(null, e.responseId());
            playing = null;
        }
    }

    /** What must hold when a service has come to rest. */
    void atRest() {
        responses.forEach((id, talk) -> {
            assertThat(talk.done).as("response " + id + " is done").isTrue();
            assertThat(talk.open).as("response " + id + " has no open item").isEmpty();
        });
        assertThat(playing).as("nothing plays").isNull();
    }

    /** Whether sound is G.711 from the next response on: a byte a sample at 8 kHz. */
    private static boolean isTelephone(JsonObject session) {
        String ga = session.object("audio").object("output").object("format").string("type");
        String beta = session.string("output_audio_format");
        return String.valueOf(ga).startsWith("audio/pcm") && !"audio/pcm".equals(ga)
                || String.valueOf(beta).startsWith("g711");
    }

    private static boolean isGreeting(ServerEvent event) {
        return event instanceof ServerEvent.SessionCreated;
    }

    private void created(Response response) {
        assertThat(response.status()).isEqualTo("in_progress");
        assertThat(response.output()).isEmpty();
        boolean inConversation = response.conversationId() != null;
        if (inConversation) {
            assertThat(responses.values())
                    .as("one response of the conversation at a time")
                    .noneMatch(talk -> talk.inConversation && !talk.done);
        }
        assertThat(responses.put(response.id(), new Talk(inConversation))).isNull();
    }

    private void done(Response response) {
        Talk talk = talk(response.id());
        assertThat(talk.done).as("response.done comes once").isFalse();
        assertThat(talk.open).as("all items are closed before response.done").isEmpty();
        assertThat(response.output()).hasSize(talk.items);
        assertThat(response.status()).isIn("completed", "cancelled", "incomplete", "failed");
        assertThat(response.statusDetails() == null).isEqualTo(response.status().equals("completed"));
        assertThat(response.usage()).isNotNull();
        talk.done = true;
    }

    private void itemAdded(ServerEvent.ResponseOutputItemAdded event) {
        Talk talk = talk(event.responseId());
        assertThat(talk.done).isFalse();
        if (!overlap) {
            assertThat(talk.open).as("items follow each other").isEmpty();
        }
        assertThat(event.outputIndex()).isEqualTo(talk.items++);
        assertThat(event.item().status()).isEqualTo("in_progress");
        Part part = new Part(true);
        assertThat(parts.put(event.item().id(), part)).isNull();
        talk.open.add(part);
    }

    private void join(Item item, @Nullable String previousId) {
        if (previousId != null) {
            assertThat(conversation).as("the item before it").contains(previousId);
        }
        assertThat(conversation.add(item.id())).isTrue();
        Part ours = parts.get(item.id());
        if (ours != null && ours.ours) {
            ours.move("item", "joined");
        } else {
            parts.put(item.id(), new Part(false));
        }
    }

    private void word(String responseId, String itemId, String delta) {
        Part part = open(responseId, itemId);
        assertThat(part.stage).isEqualTo("part");
        assertThat(delta).isNotEmpty();
        part.words.append(delta);
    }

    private void truncated(ServerEvent.ConversationItemTruncated event) {
        Part part = parts.get(event.itemId());
        assertThat(part).as("a truncated item exists").isNotNull();
        assertThat(conversation).contains(event.itemId());
        if (part != null) {
            assertThat(event.audioEndMs()).isBetween(0L, part.keptMs);
            if (transport == SimulatorTransport.WEBSOCKET) {
                assertThat(event.audioEndMs()).isLessThanOrEqualTo(Pcm.toMs(part.samples));
            }
            part.keptMs = event.audioEndMs();
        }
    }

    private Part open(String responseId, String itemId) {
        Talk talk = talk(responseId);
        assertThat(talk.done).as("nothing comes after response.done").isFalse();
        Part part = parts.get(itemId);
        if (part == null || !talk.open.contains(part)) {
            throw new AssertionError("item " + itemId + " is not an open item of " + responseId);
        }
        return part;
    }

    private boolean joined(String responseId) {
        return talk(responseId).inConversation;
    }

    private Talk talk(String responseId) {
        Talk talk = responses.get(responseId);
        if (talk == null) {
            throw new AssertionError("no response.created for " + responseId);
        }
        return talk;
    }
}
