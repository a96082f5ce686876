package dev.bargein.lab.internal.handsfree;

import static dev.bargein.lab.internal.handsfree.AgendaClock.ms;

import dev.bargein.core.MediaTime;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import dev.bargein.simulator.speech.VoiceActivity;
import java.util.List;
import java.util.function.Consumer;

/**
 * The service in virtual time, as far as one answer and its interruption go: it generates faster than real time, sends in
 * events or out of a buffer that it paces, hears the user with server VAD, and leaves the decision to the client.
 *
 * <p>Not thread-safe.
 */
final class VirtualSpeechService {
    /** What it says of its session: turns are found, and neither interrupt nor are answered. */
    private static final JsonObject SESSION = JsonObject.EMPTY.with(
            "audio",
            JsonObject.EMPTY.with(
                    "input",
                    JsonObject.EMPTY.with(
                            "turn_detection",
                            JsonObject.EMPTY
                                    .with("type", "server_vad")
                                    .with("interrupt_response", JsonValue.of(false))
                                    .with("create_response", JsonValue.of(false)))));

    private static final int CHUNK_MS = 100;
    private static final double SPEED = 3.6;
    private static final int FIRST_AUDIO_MS = 300;
    private static final int CREATED_MS = 20;
    private static final int PACKET_MS = 20;
    private static final int CANCEL_MS = 15;

    /** Server VAD as it comes: speech after two frames, its end after half a second. */
    private static final int SPEECH_FRAMES = 2;

    private static final int SILENCE_FRAMES = 16;

    private static final String RESPONSE = "resp_1";
    private static final String ITEM = "item_1";
    private static final ContentPart PART = new ContentPart("audio", null, "", null);

    private final AgendaClock clock;
    private final Consumer<ServerEvent> send;
    private final short[] voice;
    private final boolean webRtc;
    private final VoiceActivity ears = new EnergyVoiceActivity();
    private final short[] heard = new short[VoiceActivity.FRAME_SAMPLES];
    private int inHeard;
    private long heardFrames;
    private int loud;
    private int soft;
    private boolean speech;
    private int turns;
    private boolean asked;
    private boolean done;
    private int generated;
    /** What the buffer sent of the answer so far. */
    private int sent;

    private boolean sounding;
    private int events;

    VirtualSpeechService(AgendaClock clock, Consumer<ServerEvent> send, short[] voice, boolean webRtc) {
        this.clock = clock;
        this.send = send;
        this.voice = voice;
        this.webRtc = webRtc;
    }

    private String id() {
        return "event_s" + ++events;
    }

    /** An event of the client arrives. */
    void receive(ClientEvent event) {
        if (event instanceof ClientEvent.SessionUpdate) {
            send.accept(new ServerEvent.SessionUpdated(id(), SESSION));
        } else if (event instanceof ClientEvent.ConversationItemCreate create) {
            Item item =
                    Item.message("item_0", "user", "completed", create.item().content());
            send.accept(new ServerEvent.ConversationItemAdded(id(), null, item));
            send.accept(new ServerEvent.ConversationItemDone(id(), null, item));
        } else if (event instanceof ClientEvent.ResponseCreate && !asked) {
            asked = true;
            clock.in(ms(CREATED_MS), this::created);
        } else if (event instanceof ClientEvent.ResponseCancel && asked && !done) {
            clock.in(ms(CANCEL_MS), () -> end("cancelled", "incomplete"));
        } else if (event instanceof ClientEvent.ConversationItemTruncate truncate) {
            send.accept(new ServerEvent.ConversationItemTruncated(
                    id(), truncate.itemId(), truncate.contentIndex(), truncate.audioEndMs()));
        } else if (event instanceof ClientEvent.OutputAudioBufferClear && sounding) {
            sounding = false;
            send.accept(new ServerEvent.OutputAudioBufferCleared(id(), RESPONSE));
            send.accept(new ServerEvent.ConversationItemTruncated(
                    id(), ITEM, 0, Math.min(sent, generated) / MediaTime.SAMPLES_PER_MS));
        } else if (event instanceof ClientEvent.InputAudioBufferAppend append) {
            hear(append.audio().toPcm());
        } else if (event instanceof ClientEvent.InputAudioBufferClear) {
            send.accept(new ServerEvent.InputAudioBufferCleared(id()));
        }
    }

    private void created() {
        Item item = Item.message(ITEM, "assistant", "in_progress", List.of());
        send.accept(new ServerEvent.ResponseCreated(id(), response("in_progress")));
        send.accept(new ServerEvent.ResponseOutputItemAdded(id(), RESPONSE, 0, item));
        send.accept(new ServerEvent.ConversationItemAdded(id(), "item_0", item));
        send.accept(new ServerEvent.ResponseContentPartAdded(id(), RESPONSE, ITEM, 0, 0, PART));
        clock.in(ms(FIRST_AUDIO_MS), this::generate);
    }

    private static Response response(String status) {
        return new Response(RESPONSE, status, null, List.of(), "conv_1", null, null);
    }

    private void generate() {
        if (done) {
            return;
        }
        int samples = Math.min(CHUNK_MS * MediaTime.SAMPLES_PER_MS, voice.length - generated);
        if (!webRtc) {
            send.accept(new ServerEvent.ResponseOutputAudioDelta(
                    id(), RESPONSE, ITEM, 0, 0, AudioBytes.ofPcm(voice, generated, samples)));
        }
        generated += samples;
        send.accept(new ServerEvent.ResponseOutputAudioTranscriptDelta(id(), RESPONSE, ITEM, 0, 0, "la "));
        if (webRtc && !sounding && sent == 0) {
            sounding = true;
            send.accept(new ServerEvent.OutputAudioBufferStarted(id(), RESPONSE));
        }
        if (generated < voice.length) {
            clock.in(ms(CHUNK_MS / SPEED), this::generate);
        } else {
            end("completed", "completed");
        }
    }

    private void end(String status, String ofItem) {
        if (done) {
            return;
        }
        done = true;
        Item item = Item.message(ITEM, "assistant", ofItem, List.of());
        send.accept(new ServerEvent.ResponseOutputAudioDone(id(), RESPONSE, ITEM, 0, 0));
        send.accept(new ServerEvent.ResponseContentPartDone(id(), RESPONSE, ITEM, 0, 0, PART));
        send.accept(new ServerEvent.ResponseOutputItemDone(id(), RESPONSE, 0, item));
        send.accept(new ServerEvent.ConversationItemDone(id(), "item_0", item));
        send.accept(new ServerEvent.ResponseDone(id(), response(status)));
    }

    /** The next packet on its way to the client, every {@value #PACKET_MS} ms: silence where nothing is to be sent. */
    short[] packet() {
        int length = PACKET_MS * MediaTime.SAMPLES_PER_MS;
        short[] packet = new short[length];
        if (sounding) {
            int there = Math.min(length, generated - sent);
            System.arraycopy(voice, sent, packet, 0, there);
            sent += there;
            if (done && sent >= generated) {
                sounding = false;
                send.accept(new ServerEvent.OutputAudioBufferStopped(id(), RESPONSE));
            }
        }
        return packet;
    }

    /** Sound of the user arrives. */
    void hear(short[] pcm) {
        for (short sample : pcm) {
            heard[inHeard++] = sample;
            if (inHeard == heard.length) {
                inHeard = 0;
                heardFrames++;
                judge(ears.probability(heard) >= 0.5f);
            }
        }
    }

    private void judge(boolean voiced) {
        loud = voiced ? loud + 1 : 0;
        soft = voiced ? 0 : soft + 1;
        long nowMs = heardFrames * VoiceActivity.FRAME_SAMPLES / MediaTime.SAMPLES_PER_MS;
        String turn = "item_u" + turns;
        if (!speech && loud >= SPEECH_FRAMES) {
            speech = true;
            send.accept(new ServerEvent.InputAudioBufferSpeechStarted(id(), Math.max(0, nowMs - 364), turn));
        } else if (speech && soft >= SILENCE_FRAMES) {
            speech = false;
            turns++;
            send.accept(new ServerEvent.InputAudioBufferSpeechStopped(id(), nowMs, turn));
            send.accept(new ServerEvent.InputAudioBufferCommitted(id(), "item_0", turn));
            Item item = Item.message(turn, "user", "completed", List.of());
            send.accept(new ServerEvent.ConversationItemAdded(id(), "item_0", item));
            send.accept(new ServerEvent.ConversationItemDone(id(), "item_0", item));
        }
    }
}
