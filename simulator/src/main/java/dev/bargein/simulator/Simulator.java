package dev.bargein.simulator;

import dev.bargein.protocol.Dialect;
import dev.bargein.rtc.RtcEngine;
import dev.bargein.simulator.calibration.CalibrationVoice;
import dev.bargein.simulator.internal.Service;
import dev.bargein.simulator.internal.http.SelfSigned;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.simulator.speech.Voice;
import dev.bargein.simulator.speech.VoiceActivityProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Realtime service in this process: real events and real paced audio, on WebSocket and on WebRTC, at an address on
 * 127.0.0.1. It needs no key, and it keeps books about what its clients did.
 *
 * <pre>{@code
 * try (Simulator sim = Simulator.builder().start()) {
 *     connect(sim.webSocketUrl());
 *     ...
 *     assertThat(sim.sessions().get(0).items()).…
 * }
 * }</pre>
 *
 * <p>The service listens: with {@code server_vad}, which is the default, or {@code semantic_vad} it hears the user begin
 * and end and answers; {@link SimulatorSession#speechStarted()} makes it hear what the microphone did not say. On
 * WebSocket audio is {@code audio/pcm} at 24 kHz, {@code audio/pcmu} or {@code audio/pcma}; on WebRTC it is Opus.
 *
 * <p>Any number of simulators can run in a JVM; each takes at most 200 sessions at a time and remembers the last 1,000 that
 * ended, or those that fit into a sixteenth of the heap. Sessions that go on share a quarter of the heap: beyond that the
 * oldest sound is forgotten, or the session that keeps most is closed.
 *
 * <p>Thread-safe.
 */
public final class Simulator implements AutoCloseable {
    /** How much faster than real time the service generates speech unless told otherwise. */
    public static final double DEFAULT_SPEED = 3.6;

    /** How long after a WebSocket was opened {@code session.created} comes unless told otherwise, in milliseconds. */
    public static final int DEFAULT_CREATED_DELAY_MS = 20;

    private static final int MAX_CREATED_DELAY_MS = 10_000;
    private static final int MAX_PORT = 65_535;
    private static final long MAX_SESSION_SECONDS = 86_400;

    private final Service service;
    private final Brain brain;

    private Simulator(Service service, Brain brain) {
        this.service = service;
        this.brain = brain;
    }

    /** A simulator to be configured. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What to do when the memory of this process has run out on a thread of any simulator, null for nothing, as at first. A
     * server that lost an event loop to that lives on deaf, so whoever runs nothing else should end the process. Set it
     * before the first simulator starts.
     *
     * @param action needs next to no memory itself, and may be run on any thread, more than once
     */
    public static void onOutOfMemory(@Nullable Runnable action) {
        OutOfMemoryWatch.onExhausted(action);
    }

    /** Where REST calls go: {@code http://127.0.0.1:PORT}, or {@code https} with TLS. */
    public String httpUrl() {
        return (service.isEncrypted() ? "https" : "http") + "://127.0.0.1:" + service.port();
    }

    /** Where WebSockets go: {@code ws://127.0.0.1:PORT/v1/realtime?model=sim}, or {@code wss} with TLS. */
    public String webSocketUrl() {
        return (service.isEncrypted() ? "wss" : "ws") + "://127.0.0.1:" + service.port() + "/v1/realtime?model=sim";
    }

    /**
     * The certificate that it shows, as PEM, for clients to trust.
     *
     * @throws SimulatorException without TLS
     */
    public String certificatePem() {
        return service.certificatePem();
    }

    /** The port it listens on. */
    public int port() {
        return service.port();
    }

    /**
     * Changes who answers the sessions that begin from now on; those that run keep whom they began with. The first brain
     * that wants words loads a recogniser, if there is one, which may take seconds.
     */
    public void answer(Brain mind) {
        service.answer(mind);
    }

    /** All sessions, oldest first; those that ended are remembered. */
    public List<SimulatorSession> sessions() {
        return service.sessions();
    }

    /**
     * A session.
     *
     * @param sessionId the id that {@code session.created} carried
     * @throws SimulatorException when there is none of that id
     */
    public SimulatorSession session(String sessionId) {
        SimulatorSession session = service.session(sessionId);
        if (session == null) {
            throw new SimulatorException("The simulator has no session '" + sessionId + "': it has "
                    + sessions().size());
        }
        return session;
    }

    /** How late the audio of the sessions that go on was on a transport, since {@link #forgetLateness()} or their start. */
    public Lateness lateness(SimulatorTransport transport) {
        return service.lateness(transport);
    }

    /** Begins to measure the lateness of the sessions that go on anew. */
    public void forgetLateness() {
        service.forgetLateness();
    }

    /** What is wrong with the service from now on, for the sessions that are open and for new ones. */
    public void faults(Faults faults) {
        service.setFaults(faults);
    }

    /** The works inside, for tests of their own. */
    Service service() {
        return service;
    }

    /** Blocks until {@link #close()} has been called from elsewhere, or this thread is interrupted. */
    public void awaitClose() throws InterruptedException {
        try {
            service.closed().get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new SimulatorException("The simulator did not close cleanly", e);
        }
    }

    /** Ends all sessions, and leaves no thread, socket or native object behind; closing twice is closing once. */
    @Override
    public void close() {
        service.close();
        brain.close();
    }

    /** Configures a simulator. Not thread-safe. */
    public static final class Builder {
        private int port;
        private @Nullable Dialect dialect = Dialect.GA;
        private Voice voice = new CalibrationVoice();
        private Brain brain = Script.story();
        private long seed = 1;
        private double speed = DEFAULT_SPEED;
        private @Nullable RtcEngine engine;
        private SimulatorListener listener = SimulatorListener.NONE;
        private @Nullable VoiceActivityProvider voiceActivity;
        private @Nullable SpeechRecognizer recognizer;
        private @Nullable String apiKey;
        private Config.@Nullable Tls tls;
        private boolean selfSigned;
        private Faults faults = Faults.NONE;
        private Clock clock = Clock.systemUTC();
        private @Nullable Path recordings;
        private boolean recordWords;
        private boolean recordAudio;
        private boolean control;
        private @Nullable String controlToken;
        private boolean neverAnswer;
        private boolean malformed;
        private long heapBytes = Runtime.getRuntime().maxMemory();
        private int createdDelayMs = DEFAULT_CREATED_DELAY_MS;
        private SessionDeviations deviations = SessionDeviations.REAL;

        private Builder() {}

        /** Where to listen; 0, the default, takes any free port. */
        public Builder port(int number) {
            if (number < 0 || number > MAX_PORT) {
                throw new IllegalArgumentException("a port is 0 to 65535, not " + number);
            }
            port = number;
            return this;
        }

        /**
         * The only names to speak; {@link Dialect#GA} unless set. A service of GA refuses clients that ask for the beta
         * interface, as OpenAI does; one of the beta dialect speaks it whatever a client asks for.
         */
        public Builder dialect(Dialect names) {
            dialect = names;
            return this;
        }

        /**
         * Lets each connection choose: {@link Dialect#BETA} for one that asks for it by the header {@code OpenAI-Beta:
         * realtime=v1}, by the subprotocol {@code openai-beta.realtime-v1}, or by the paths of the beta interface,
         * {@link Dialect#GA} for all others.
         */
        public Builder anyDialect() {
            dialect = null;
            return this;
        }

        /** Who speaks; the calibration voice unless set. */
        public Builder voice(Voice speaker) {
            voice = speaker;
            return this;
        }

        /** What to say; a story of 30 seconds unless set. */
        public Builder script(Script answers) {
            return brain(answers);
        }

        /** What decides how to answer; a story of 30 seconds for every turn unless set. Closed with the simulator. */
        public Builder brain(Brain mind) {
            brain = mind;
            return this;
        }

        /** Fixes the random part of ids, and the first signature of each session. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** How much faster than real time to generate, {@value Simulator#DEFAULT_SPEED} unless set. */
        public Builder speed(double timesRealTime) {
            if (!(timesRealTime >= 0.1 && timesRealTime <= 1_000)) {
                throw new IllegalArgumentException("a speed is 0.1 to 1000 times real time, not " + timesRealTime);
            }
            speed = timesRealTime;
            return this;
        }

        /**
         * WebRTC. The caller closes the engine. Unless set, the first call loads the engine that {@link
         * java.util.ServiceLoader} finds, and the simulator closes it.
         */
        public Builder engine(RtcEngine webRtc) {
            engine = webRtc;
            return this;
        }

        /** Hears every message as it comes and goes. */
        public Builder trace(SimulatorListener ears) {
            listener = ears;
            return this;
        }

        /**
         * Whether {@code output_audio_buffer.clear} makes the service truncate the conversation at what it sent and say
         * so with an unsolicited {@code conversation.item.truncated}; on unless set.
         */
        public Builder truncateOnClear(boolean on) {
            deviations = deviations.withTruncateOnClear(on);
            return this;
        }

        /**
         * Who hears whether the user speaks, where a session's {@code turn_detection} asks for it. Unless set, it is what
         * {@link java.util.ServiceLoader} finds, or else {@link EnergyVoiceActivity}; that one also takes over when the
         * detector cannot be loaded, and {@link SimulatorListener#onNote} says so. What is set is loaded at the start,
         * so that the first word is heard in time; what is found is loaded when first needed.
         */
        public Builder voiceActivity(VoiceActivityProvider detectors) {
            voiceActivity = detectors;
            return this;
        }

        /**
         * Whether on WebRTC the user's speech clears the output buffer, and truncates the conversation, even with {@code
         * interrupt_response: false}, while the response goes on; off unless set. Somebody saw the real service do it.
         */
        public Builder clearWithoutInterrupt(boolean on) {
            deviations = deviations.withClearWithoutInterrupt(on);
            return this;
        }

        /**
         * Who writes down what the user says, for input transcription and for brains that want the words. The caller closes
         * it. Unless set, it is what {@link java.util.ServiceLoader} finds, loaded before {@link #start} or {@link
         * Simulator#answer} returns when the brain wants words, else when it is first needed; where that is nothing, what the brain says that the user says, such as {@code hears} in a script; and else nobody understands.
         */
        public Builder recognizer(SpeechRecognizer ears) {
            recognizer = ears;
            return this;
        }

        /** The only key that is good, next to the ephemeral ones; unless set, any key is. */
        public Builder apiKey(String key) {
            apiKey = key;
            return this;
        }

        /**
         * TLS with a certificate for localhost, 127.0.0.1 and ::1 that is made when the simulator starts: clients trust
         * {@link Simulator#certificatePem()}, or do not check.
         */
        public Builder tls() {
            selfSigned = true;
            return this;
        }

        /**
         * TLS with a given certificate.
         *
         * @param certificatePem the certificate, and those that lead to its root, as PEM
         * @param keyPem its private key, as PEM without a password: PKCS #8, or PKCS #1 for RSA
         */
        public Builder tls(String certificatePem, String keyPem) {
            tls = new Config.Tls(certificatePem, keyPem);
            selfSigned = false;
            return this;
        }

        /** What is wrong with the service at first; nothing unless set. Replaces what was set before. */
        public Builder faults(Faults wrong) {
            faults = wrong;
            return this;
        }

        /**
         * How long a session lives at most, in seconds; an hour unless set. Then comes {@code session_expired} in the words
         * of the real service, and the connection closes, with 1001 on WebSocket.
         */
        public Builder sessionSeconds(long seconds) {
            if (seconds < 1 || seconds > MAX_SESSION_SECONDS) {
                throw new IllegalArgumentException("a session lives 1 to 86400 seconds, not " + seconds);
            }
            deviations = deviations.withLifetimeSeconds(seconds);
            return this;
        }

        /**
         * How long after a WebSocket was opened {@code session.created}, or a refusal, is sent, as from the real service,
         * which is a network away; {@value Simulator#DEFAULT_CREATED_DELAY_MS} ms unless set. With 0 it comes with the answer
         * to the upgrade, and clients that take a moment to listen lose it.
         */
        public Builder sessionCreatedDelayMs(int ms) {
            if (ms < 0 || ms > MAX_CREATED_DELAY_MS) {
                throw new IllegalArgumentException("a delay is 0 to " + MAX_CREATED_DELAY_MS + " ms, not " + ms);
            }
            createdDelayMs = ms;
            return this;
        }

        /**
         * Whether the events of the output buffer have their names of January 2025, {@code
         * output_audio_buffer.audio_started} and {@code .audio_stopped}; off unless set.
         */
        public Builder earlyNames(boolean on) {
            deviations = deviations.withEarlyNames(on);
            return this;
        }

        /**
         * Whether the next item of a response begins before the client is told that the one before it is done: all ends come
         * together, before {@code response.done}. Unless set, reasoning models ({@code gpt-realtime-2…}) do so, and no
         * others.
         */
        public Builder overlappingItems(boolean on) {
            deviations =
                    deviations.withOverlap(on ? SessionDeviations.Overlap.ALWAYS : SessionDeviations.Overlap.NEVER);
            return this;
        }

        /**
         * Whether a call takes sound from {@code input_audio_buffer.append} as well, next to the media track and in the
         * order of arrival; it is read in the session's input format. Off unless set: services differ.
         */
        public Builder appendOnCalls(boolean on) {
            deviations = deviations.withAppendOnCalls(on);
            return this;
        }

        /**
         * How long the sidebands of a call stay open when it has ended: they get no event that tells. Unless set, they close
         * at once. Reports of the real service differ: some saw a clean close, others no sign at all.
         *
         * @param time up to a day
         */
        public Builder sidebandLinger(Duration time) {
            if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("a sideband lingers from 0 to 24 hours, not " + time);
            }
            deviations = deviations.withSidebandLingerMs(time.toMillis());
            return this;
        }

        /** Leaves the sidebands of a call that has ended open until their clients close them. */
        public Builder sidebandsStayOpen() {
            deviations = deviations.withSidebandLingerMs(-1);
            return this;
        }

        /** The time of day by which ephemeral keys expire and ids are minted; the system's unless set. */
        public Builder clock(Clock timeOfDay) {
            clock = timeOfDay;
            return this;
        }

        /**
         * Writes a trace of every session into a directory, one file each, {@code ID.trace}: types, ids, sizes and times,
         * and neither words nor sound unless {@link #recordWords()} and {@link #recordAudio()} say so. A file is whole
         * when the simulator has been closed. {@link Script#replay(Path)} makes a script of it.
         */
        public Builder record(Path directory) {
            recordings = directory;
            return this;
        }

        /** Records what is said and written, too. */
        public Builder recordWords() {
            recordWords = true;
            return this;
        }

        /** Records the sound in events, too, and keeps that of items when their session has ended. */
        public Builder recordAudio() {
            recordAudio = true;
            return this;
        }

        /**
         * Adds paths that no real service has, for those who test in another language: {@code GET /simulator/sessions}
         * shows the sessions, {@code GET /simulator/faults} the faults, {@code PUT /simulator/faults} and {@code PUT
         * /simulator/sessions/ID/faults} set {@link Faults}, written as JSON with the names of its builder. Pages in a
         * browser are refused. Off unless set.
         */
        public Builder controlEndpoint() {
            control = true;
            controlToken = null;
            return this;
        }

        /**
         * As {@link #controlEndpoint()}, and whoever sets faults has to send {@code Authorization: Bearer TOKEN}.
         *
         * @param token visible characters of ASCII
         */
        public Builder controlEndpoint(String token) {
            if (!token.matches("[!-~]{1,256}")) {
                throw new IllegalArgumentException("a token has 1 to 256 visible characters of ASCII");
            }
            control = true;
            controlToken = token;
            return this;
        }

        /**
         * Fault: answers a path with a status, WebSocket upgrades included.
         *
         * @param path such as {@code /v1/realtime/calls}
         * @param status such as 401, 429, 500
         * @param body the body, sent as JSON
         */
        public Builder httpStatus(String path, int status, String body) {
            return faults(
                    faults.and(Faults.builder().httpStatus(path, status, body).build()));
        }

        /** Fault: accepts connections and requests, and never says anything. */
        public Builder acceptAndNeverAnswer() {
            neverAnswer = true;
            return this;
        }

        /**
         * Fault: answers calls with text that is no SDP, requests for secrets with text that is no JSON, and begins
         * every WebSocket with text that is no JSON.
         */
        public Builder malformedAnswer() {
            malformed = true;
            return this;
        }

        /** How large it believes the heap to be, for tests of its own with greedy clients. */
        Builder heapBytes(long bytes) {
            heapBytes = bytes;
            return this;
        }

        /**
         * Starts it; it listens when this returns.
         *
         * @throws SimulatorException when the port is taken, or the certificate or its key cannot be read
         */
        public Simulator start() {
            Config.Recording recording =
                    recordings == null ? null : new Config.Recording(recordings, recordWords, recordAudio);
            return new Simulator(
                    new Service(new Config(
                            new Config.Access(
                                    port,
                                    selfSigned ? SelfSigned.generate(System.currentTimeMillis()) : tls,
                                    apiKey,
                                    control,
                                    controlToken),
                            new Config.Handshake(dialect, createdDelayMs, neverAnswer, malformed),
                            new Config.Answers(brain, seed, speed),
                            new Config.SpeechParts(voice, voiceActivity, recognizer),
                            new Config.Environment(engine, listener, clock, recording, heapBytes),
                            faults,
                            deviations)),
                    brain);
        }
    }
}
