package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.Dialect;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.simulator.speech.Voice;
import dev.bargein.simulator.speech.VoiceActivityProvider;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What a simulator was built with.
 *
 * @param access where it listens, and whom it lets in
 * @param handshake how it takes connections
 * @param answers what decides how it answers
 * @param speech how it speaks and hears
 * @param environment what it runs on
 * @param faults what is wrong with the service at first
 * @param deviations how sessions differ from those of the real service
 */
public record Config(
        Access access,
        Handshake handshake,
        Answers answers,
        SpeechParts speech,
        Environment environment,
        Faults faults,
        SessionDeviations deviations) {

    /** The same with another listener. */
    public Config withListener(SimulatorListener listener) {
        Environment on = environment;
        return new Config(
                access,
                handshake,
                answers,
                speech,
                new Environment(on.engine(), listener, on.clock(), on.recording(), on.heapBytes()),
                faults,
                deviations);
    }

    /** Names no key and no token. */
    @Override
    public String toString() {
        return "Config[keys left out]";
    }

    /**
     * Where a simulator listens, and whom it lets in.
     *
     * @param port where it listens; 0 for any
     * @param tls the certificate to show and its key; null for no TLS
     * @param apiKey the only key that is accepted; null for any
     * @param control whether it can be looked at and made to go wrong over HTTP
     * @param controlToken what those must know who make it go wrong over HTTP; null for nothing
     */
    public record Access(
            int port,
            @Nullable Tls tls,
            @Nullable String apiKey,
            boolean control,
            @Nullable String controlToken) {
        @Override
        public String toString() {
            return "Access[keys left out]";
        }
    }

    /**
     * How a simulator takes connections.
     *
     * @param onlyDialect the only names it speaks; null for those that each connection asks for
     * @param createdDelayMs how long after the upgrade a WebSocket hears of its session
     * @param neverAnswer fault: accepts, and never says anything
     * @param malformed fault: answers with text that is no SDP and no JSON
     */
    public record Handshake(@Nullable Dialect onlyDialect, int createdDelayMs, boolean neverAnswer, boolean malformed) {

        /** The names for a connection, by whether it asks for those of the beta interface. */
        public Dialect dialectFor(boolean asksForBeta) {
            Dialect only = onlyDialect;
            return only != null ? only : asksForBeta ? Dialect.BETA : Dialect.GA;
        }

        /** Whether the beta interface is switched off, as it is at OpenAI since May 2026. */
        public boolean refusesBeta() {
            return onlyDialect == Dialect.GA;
        }
    }

    /**
     * What decides how a simulator answers.
     *
     * @param brain what decides what it says
     * @param seed fixes ids and signatures
     * @param speed generation as a multiple of real time
     */
    public record Answers(Brain brain, long seed, double speed) {}

    /**
     * How a simulator speaks and hears.
     *
     * @param voice who speaks
     * @param voiceActivity hears speech; null for the one that {@link java.util.ServiceLoader} finds, or else loudness
     * @param recognizer writes down what the user says; null for the one that {@link java.util.ServiceLoader} finds
     */
    public record SpeechParts(
            Voice voice,
            @Nullable VoiceActivityProvider voiceActivity,
            @Nullable SpeechRecognizer recognizer) {}

    /**
     * What a simulator runs on.
     *
     * @param engine WebRTC; null for the one that {@link java.util.ServiceLoader} finds
     * @param listener hears everything
     * @param clock the time of day, for what expires and for ids
     * @param recording where traces are written and what they hold; null for none
     * @param heapBytes how large the heap is, of which what is kept may take a part
     */
    public record Environment(
            @Nullable RtcEngine engine,
            SimulatorListener listener,
            Clock clock,
            @Nullable Recording recording,
            long heapBytes) {}

    /** Where traces are written, and whether with words and sound. */
    public record Recording(Path directory, boolean words, boolean sound) {}

    /** A certificate and its key, both as PEM. */
    public record Tls(String certificatePem, String keyPem) {
        @Override
        public String toString() {
            return "Tls[key left out]";
        }
    }
}
