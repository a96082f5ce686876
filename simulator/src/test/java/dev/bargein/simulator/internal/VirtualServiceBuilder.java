package dev.bargein.simulator.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.ToneVoice;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.internal.speech.Speech;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import org.jspecify.annotations.Nullable;

/** Describes a {@link VirtualService}; what is not said is as in a simulator that was built with no options. */
final class VirtualServiceBuilder {
    final SimulatorTransport transport;
    String model = "sim";
    Brain brain = Script.story();
    Dialect dialect = Dialect.GA;
    long seed = 7;
    Voice voice = new ToneVoice();
    SpeechInput hearing = slot -> slot.fill(EnergyVoiceActivity.PROVIDER.create());
    SessionDeviations deviations = SessionDeviations.REAL;
    JsonObject configuration = JsonObject.EMPTY;
    private Speech.@Nullable Source source;

    VirtualServiceBuilder(SimulatorTransport transport) {
        this.transport = transport;
    }

    /** The model that the client asks for. */
    VirtualServiceBuilder model(String name) {
        model = name;
        return this;
    }

    /** What decides how it answers. */
    VirtualServiceBuilder brain(Brain mind) {
        brain = mind;
        return this;
    }

    /** The names that it speaks. */
    VirtualServiceBuilder dialect(Dialect names) {
        dialect = names;
        return this;
    }

    /** Fixes ids and signatures. */
    VirtualServiceBuilder seed(long number) {
        seed = number;
        return this;
    }

    /** Who speaks, always at once. */
    VirtualServiceBuilder voice(Voice speaker) {
        voice = speaker;
        return this;
    }

    /** Where the sound comes from, in the place of the voice. */
    VirtualServiceBuilder speech(Speech.Source sounds) {
        source = sounds;
        return this;
    }

    /** How it hears the user. */
    VirtualServiceBuilder hearing(SpeechInput input) {
        hearing = input;
        return this;
    }

    /** How it differs from the real service. */
    VirtualServiceBuilder deviations(SessionDeviations changed) {
        deviations = changed;
        return this;
    }

    /** What the session is opened with. */
    VirtualServiceBuilder configuration(JsonObject settings) {
        configuration = settings;
        return this;
    }

    VirtualService open() {
        return new VirtualService(this);
    }

    Speech.Source speech() {
        return source == null ? directSpeech(voice) : source;
    }

    /** A voice that is always ready. */
    static Speech.Source directSpeech(Voice voice) {
        return (wanted, text, signature, durationMs, pace, wake) ->
                new DirectSpeech(voice.speak(text, signature, durationMs, pace));
    }

    /** What such a voice says. */
    private record DirectSpeech(Utterance utterance, long[] read) implements Speech {
        DirectSpeech(Utterance utterance) {
            this(utterance, new long[1]);
        }

        @Override
        public int read(short[] into, int offset, int length) {
            int count = utterance.read(into, offset, length);
            read[0] += Math.max(0, count);
            return count < 0 ? END : count;
        }

        @Override
        public int charactersReady() {
            return utterance.charactersAt(read[0] + Pcm.toSamples(1_000));
        }

        @Override
        public int charactersSpoken() {
            return utterance.charactersAt(read[0]);
        }

        @Override
        public void close() {
            utterance.close();
        }
    }
}
