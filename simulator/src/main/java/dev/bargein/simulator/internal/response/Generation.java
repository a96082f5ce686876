package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.ResponseEndings;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.internal.speech.SoundSpeech;
import dev.bargein.simulator.internal.speech.Speech;
import dev.bargein.simulator.script.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One response being made: text runs ahead, audio follows at a multiple of real time against absolute deadlines, and
 * either its end or an order to stop closes every item in the order of the real wire (docs/protocol.md, sections 4b
 * and 5).
 *
 * <p>Not thread-safe: used only by its session.
 */
public final class Generation {

    private static final long NANOS_PER_MS = 1_000_000;
    private static final int TEXT_WORD_MS = 20;
    private static final int FULL_BUFFER_MS = 1_000;
    private static final int RESPONSE_TAIL_MS = 30;

    /** So long a brain may be silent. */
    private static final long BRAIN_NANOS = 120_000_000_000L;

    /** So long a voice may be silent, its turn on a thread included. */
    static final long VOICE_NANOS = 30_000_000_000L;

    /** Who has to say something before it goes on. */
    private enum Wanted {
        NOTHING,
        VOICE,
        BRAIN
    }

    private enum Phase {
        WAITING,
        SPEAKING,
        TAIL,
        DONE
    }

    public final String id;
    final int signature;
    private ResponseParameters options;
    private final ResponseHost host;
    private final ResponsePlan plan;
    private final PendingPrompt prompt;
    private final GenerationPacing pacing;
    private final OutputItems items;
    private final ChunkedSpeech sound = new ChunkedSpeech();
    private int lateMs;
    private Phase phase = Phase.WAITING;
    private Wanted wanted = Wanted.BRAIN;
    private String status = "in_progress";
    private String reason = "";
    private int planned;
    private int parts;
    private long giveUpAtNanos;
    private long obeyCancelAtNanos = WakeTimes.NEVER;
    private long interruptedAtSamples = -1;

    /** A response whose brain has not been asked yet: call {@link #advance}. */
    Generation(
            ResponseHost host,
            String id,
            int signature,
            ResponseParameters options,
            PendingPrompt prompt,
            long nowNanos) {
        this.host = host;
        this.id = id;
        this.signature = signature;
        this.options = options;
        this.prompt = prompt;
        this.pacing = new GenerationPacing(nowNanos);
        this.items = new OutputItems(host, id, options);
        this.plan = new ResponsePlan(options.request().callsAllowed());
        this.giveUpAtNanos = nowNanos + BRAIN_NANOS;
    }

    /** What it was to be like; when it is done, only what is still of interest. */
    ResponseParameters options() {
        return options;
    }

    public boolean isActive() {
        return phase != Phase.DONE;
    }

    public String status() {
        return status;
    }

    String reason() {
        return reason;
    }

    List<StoredItem> items() {
        return items.list();
    }

    public long generatedSamples() {
        return items.generatedSamples();
    }

    /** Samples sent since the first order to stop. */
    public long wasteSamples() {
        return interruptedAtSamples < 0 ? 0 : items.sentSamples() - interruptedAtSamples;
    }

    /** Notes that an order to stop this response has arrived. */
    public void noteInterruption() {
        if (interruptedAtSamples < 0) {
            interruptedAtSamples = items.sentSamples();
        }
    }

    long nextWakeNanos() {
        if (phase == Phase.DONE) {
            return WakeTimes.NEVER;
        }
        return Math.min(Math.min(stepNanos(), obeyCancelAtNanos), prompt.nextWakeNanos());
    }

    private long stepNanos() {
        return switch (wanted) {
            case NOTHING -> pacing.dueNanos();
            case VOICE, BRAIN -> giveUpAtNanos;
        };
    }

    /** Does everything that is due. */
    void advance(long nowNanos) {
        if (phase == Phase.WAITING) {
            prompt.advance(plan, nowNanos);
            schedule(nowNanos);
        }
        while (phase != Phase.DONE && Math.min(stepNanos(), obeyCancelAtNanos) <= nowNanos) {
            if (obeyCancelAtNanos <= nowNanos && obeyCancelAtNanos <= stepNanos()) {
                end(ResponseEndings.CANCELLED);
                return;
            }
            if (wanted == Wanted.VOICE) {
                host.note("A response failed, because its voice gave no sound for "
                        + VOICE_NANOS / (1_000 * NANOS_PER_MS) + " s: it hangs, or too much is asked of it");
            }
            if (wanted != Wanted.NOTHING) {
                end(ResponseEndings.BROKEN);
                return;
            }
            step(nowNanos);
        }
    }

    /** The brain has begun to answer: decides when that will be heard. */
    private void schedule(long nowNanos) {
        Answer timing = plan.timing();
        if (wanted != Wanted.BRAIN || timing == null) {
            return;
        }
        pacing.begin(timing.firstAudioDelayMs(), timing.speed() > 0 ? timing.speed() : host.speed(), nowNanos);
        sound.resize(timing.chunkMs() * Pcm.SAMPLES_PER_MS);
        lateMs = timing.lateMs();
        host.faults().begin(timing.faults(), nowNanos);
        wanted = Wanted.NOTHING;
        openSpeech();
    }

    /** Whoever was waited for has more. */
    void wake() {
        if (phase != Phase.WAITING && wanted != Wanted.NOTHING) {
            wanted = Wanted.NOTHING;
            pacing.waited();
        }
    }

    /** From now on, runs this when the brain has more. */
    void onMore(Runnable task) {
        plan.onMore(task);
    }

    /** The client cancels; a faulty service obeys late. */
    public void cancel(long nowNanos) {
        long obeyMs = Math.max(lateMs, host.faults().current().lateMs());
        if (obeyMs == 0 || phase == Phase.WAITING) {
            end(ResponseEndings.CANCELLED);
        } else if (obeyCancelAtNanos == WakeTimes.NEVER) {
            obeyCancelAtNanos = nowNanos + obeyMs * NANOS_PER_MS;
        }
    }

    /** Ends the response at once because the user speaks. */
    public void endByBargeIn() {
        end(ResponseEndings.TURN_DETECTED);
    }

    private void end(Answer.Ending how) {
        boolean spoke = phase != Phase.WAITING;
        plan.abandon();
        sound.close();
        items.finish("incomplete");
        status = how.status();
        reason = how.reason();
        phase = Phase.DONE;
        JsonObject usage = spoke ? host.usage(this) : Usage.none();
        Response done = describe(ResponseEndings.details(how), items.describe(), usage);
        host.out().add(new ServerEvent.ResponseDone(host.out().eventId(), done));
        OutputBuffer buffer = host.buffer();
        if (buffer != null) {
            buffer.finish(id);
        }
        host.finished(this);
        forget();
    }

    /** It is done: lets go of what only its making needed. */
    private void forget() {
        prompt.forget();
        items.forgetOptions();
        options = options.settled();
        sound.resize(0);
    }

    /** Whether anything was put out. */
    boolean hasOutput() {
        return !items.list().isEmpty();
    }

    /** Frees the voice and the brain without a word to the client. */
    void abandon() {
        plan.abandon();
        sound.close();
        phase = Phase.DONE;
        forget();
    }

    private void step(long nowNanos) {
        switch (phase) {
            case WAITING -> {
                phase = Phase.SPEAKING;
                nextItem(nowNanos);
                pacing.awaitSound();
            }
            case SPEAKING -> {
                if (!items.isOpen()) {
                    nextItem(nowNanos);
                } else if (items.isSpoken()) {
                    stepSound(nowNanos);
                } else {
                    stepText(nowNanos);
                }
            }
            case TAIL -> end(ending());
            case DONE -> throw new IllegalStateException("a finished response has nothing due");
        }
        if (items.isExhausted() && phase != Phase.DONE) {
            end(ResponseEndings.EXHAUSTED);
        }
    }

    private Answer.Ending ending() {
        Answer.Ending ending = plan.endingAfter(planned);
        return ending == null ? Answer.Ending.COMPLETED : ending;
    }

    private void nextItem(long nowNanos) {
        Answer.Part first = plan.item(planned);
        if (first == null) {
            if (plan.endingAfter(planned) == null) {
                await(Wanted.BRAIN, nowNanos);
            } else {
                phase = Phase.TAIL;
                pacing.rest(RESPONSE_TAIL_MS);
            }
            return;
        }
        pacing.goOn(nowNanos);
        planned++;
        parts = 1;
        if (first instanceof Answer.Pause pause) {
            pacing.delay(pause.lengthMs());
        } else if (first instanceof Answer.Call call) {
            items.beginCall(host.newCall(this, call.name()), call.arguments());
        } else {
            items.beginMessage(host.newItem(this, plan.hasMoreThan(planned)), first.text());
            if (sound.voice() == null) {
                openSpeech();
            }
        }
    }

    private void stepText(long nowNanos) {
        if (items.write()) {
            pacing.goOn(nowNanos);
            pacing.rest(TEXT_WORD_MS);
        } else if (!items.isExhausted()) {
            partIsOver(nowNanos);
        }
    }

    private void stepSound(long nowNanos) {
        Speech voice = sound.voice();
        if (voice == null) {
            partIsOver(nowNanos);
            return;
        }
        OutputBuffer buffer = host.buffer();
        if (buffer != null && buffer.isFull(id)) {
            pacing.delay(FULL_BUFFER_MS);
            return;
        }
        int most = items.allowed(sound.chunkSamples());
        int read = sound.fill(voice, most);
        if (read == Speech.NOT_READY && sound.filled() < most) {
            await(Wanted.VOICE, nowNanos);
            return;
        }
        pacing.goOn(nowNanos);
        if (sound.filled() > 0) {
            items.sound(sound.samples(), sound.filled(), voice.charactersReady(), voice.charactersSpoken());
            pacing.sound(sound.filled());
            sound.clear();
        }
        if (read == Speech.END && voice.failure() != null) {
            end(ResponseEndings.BROKEN);
        } else if (read == Speech.END) {
            sound.close();
            partIsOver(nowNanos);
        } else {
            pacing.awaitMoreSound(host.faults());
        }
    }

    /** What was begun of the item has been put out: goes on with it, closes it, or waits to know which. */
    private void partIsOver(long nowNanos) {
        Answer.Part next = plan.part(planned - 1, parts);
        if (next != null && items.extend(next.text())) {
            pacing.goOn(nowNanos);
            parts++;
            openSpeech();
        } else if (plan.isWhole(planned - 1, parts)) {
            pacing.goOn(nowNanos);
            items.writeAll();
            itemIsOver();
        } else {
            await(Wanted.BRAIN, nowNanos);
        }
    }

    private void itemIsOver() {
        if (items.isExhausted()) {
            return;
        }
        Answer.Ending ending = plan.endingAfter(planned);
        if (ending != null) {
            phase = Phase.TAIL;
            pacing.rest(RESPONSE_TAIL_MS);
        }
        if (ending == null || ending.isComplete()) {
            items.complete();
        }
    }

    private void openSpeech() {
        if (options.delivery().textOnly()) {
            return;
        }
        // Before the first item has begun its sound is prepared already.
        Answer.Part part = planned == 0 ? plan.item(0) : plan.part(planned - 1, parts - 1);
        if (part instanceof Answer.Speech words) {
            ResponseParameters.Delivery how = options.delivery();
            sound.open(host.speech()
                    .speak(how.voice(), words.text(), signature, words.durationMs(), how.pace(), this::wake));
        } else if (part instanceof Answer.Recording recording) {
            sound.open(
                    new SoundSpeech(recording.sound().toPcm(), recording.text().length()));
        }
    }

    private void await(Wanted whom, long nowNanos) {
        wanted = whom;
        giveUpAtNanos = nowNanos + (whom == Wanted.VOICE ? VOICE_NANOS : BRAIN_NANOS);
    }

    /** The response for those who look at a session from outside. */
    public SimulatorResponse view() {
        return new SimulatorResponse(
                id,
                status,
                reason,
                signature,
                items.list().stream().map(item -> item.id).toList(),
                new SimulatorResponse.Amounts(
                        Pcm.toMs(generatedSamples()), Pcm.toMs(items.sentSamples()), Pcm.toMs(wasteSamples())));
    }

    /** The response as an event carries it. */
    Response describe(Response.@Nullable StatusDetails details, List<Item> output, @Nullable JsonObject usage) {
        String conversation = options.inConversation() ? host.conversationId() : null;
        return new Response(id, status, details, output, conversation, options.metadata(), usage, options.shown());
    }
}
