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
 * @param port where it listens; 0 for any
 * @param onlyDialect the only names it speaks; null for those that each connection asks for
 * @param voice who speaks
 * @param brain what decides how it answers
 * @param seed fixes ids and signatures
 * @param speed generation as a multiple of real time
 * @param engine WebRTC; null for the one that {@link java.util.ServiceLoader} finds
 * @param listener hears everything
 * @param truncateOnClear whether a cleared output buffer truncates the conversation
 * @param clearWithoutInterrupt whether speech clears the output buffer also when it may not interrupt
 * @param voiceActivity hears speech; null for the one that {@link java.util.ServiceLoader} finds, or else loudness
 * @param recognizer writes down what the user says; null for the one that {@link java.util.ServiceLoader} finds
 * @param apiKey the only key that is accepted; null for any
 * @param tls the certificate to show and its key; null for no TLS
 * @param faults what is wrong with the service at first
 * @param clock the time of day, for what expires and for ids
 * @param recording where traces are written and what they hold; null for none
 * @param control whether it can be looked at and made to go wrong over HTTP
 * @param controlToken what those must know who make it go wrong over HTTP; null for nothing
 * @param neverAnswer fault: accepts, and never says anything
 * @param malformed fault: answers with text that is no SDP and no JSON
 * @param createdDelayMs how long after the upgrade a WebSocket hears of its session
 * @param heapBytes how large the heap is, of which what is kept may take a part
 * @param options how sessions differ from those of the real service
 */
public record Config(
        int port,
        @Nullable Dialect onlyDialect,
        Voice voice,
        Brain brain,
        long seed,
        double speed,
        @Nullable RtcEngine engine,
        SimulatorListener listener,
        boolean truncateOnClear,
        boolean clearWithoutInterrupt,
        @Nullable VoiceActivityProvider voiceActivity,
        @Nullable SpeechRecognizer recognizer,
        @Nullable String apiKey,
        @Nullable Tls tls,
        Faults faults,
        Clock clock,
        @Nullable Recording recording,
        boolean control,
        @Nullable String controlToken,
        boolean neverAnswer,
        boolean malformed,
        int createdDelayMs,
        long heapBytes,
        SessionDeviations options) {

    /** Names no key and no token. */
    @Override
    public String toString() {
        return "Config[keys left out]";
    }

    /** The names for a connection, by whether it asks for those of the beta interface. */
    public Dialect dialectFor(boolean asksForBeta) {
        Dialect only = onlyDialect;
        return only != null ? only : asksForBeta ? Dialect.BETA : Dialect.GA;
    }

    /** Whether the beta interface is switched off, as it is at OpenAI since May 2026. */
    public boolean refusesBeta() {
        return onlyDialect == Dialect.GA;
    }

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
