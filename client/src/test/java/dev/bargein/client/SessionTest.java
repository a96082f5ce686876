package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Notice;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Simulator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {

    private final Recorder recorder = new Recorder();
    private final Ear ear = new Ear();
    private final VirtualClock clock = new VirtualClock();
    private final VirtualMicrophone microphone = new VirtualMicrophone(clock);

    private RealtimeSession connect(Simulator sim, TransportKind kind) {
        return RealtimeSession.builder()
                .url(sim.httpUrl())
                .model("sim")
                .apiKey("sk-test")
                .transport(kind)
                .speaker(new VirtualSpeaker(clock, ear))
                .microphone(microphone)
                .listener(recorder)
                .connect();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void whatIsSaidIsAnsweredWithAVoice(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim, kind)) {
            session.say("Tell me a story");
            recorder.awaitNotice(Notice.VoiceStarted.class);
            ear.awaitAudible(30, 0);
            assertThat(sim.session(session.sessionId()).responses()).hasSize(1);
        }
        assertThat(recorder.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void stopIsSilenceWhenItReturns(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim, kind)) {
            session.say("Tell me a story");
            ear.awaitAudible(60, 0);
            StopResult result = session.stop();
            long stopped = System.nanoTime();
            assertThat(result.interrupted()).isTrue();
            assertThat(result.heard()).hasSize(1);
            assertThat(result.heard().get(0).heard().millis()).isBetween(500L, 2_000L);
            ear.awaitTime(stopped + TimeUnit.SECONDS.toNanos(1));
            // The frame that carries the fade, if anything.
            assertThat(ear.audibleSince(stopped)).isLessThanOrEqualTo(1);
            assertThat(session.stop()).isEqualTo(StopResult.NOTHING);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void theNextAnswerIsHeardAfterAStop(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim, kind)) {
            session.say("Tell me a story");
            ear.awaitAudible(30, 0);
            session.stop();
            long stopped = System.nanoTime();
            session.say("Tell me another one");
            ear.awaitAudible(50, stopped);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aTurnOfTheUserIsCommittedAndAnswered(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim, kind)) {
            assertThat(session.isOpen()).isTrue();
            assertThat(session.pressAccepted()).isTrue();
            long pressed = System.nanoTime();
            session.press();
            microphone.play(Signals.tone(24_000));
            ear.awaitTime(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000));
            session.release();
            recorder.awaitEvent(ServerEvent.InputAudioBufferCommitted.class);
            long turnMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - pressed);
            ear.awaitAudible(20, 0);
            // All that was said, and no more than the time that it took, but for what the network smooths out.
            assertThat(sim.session(session.sessionId()).items().get(0).pcm().length / 24L)
                    .isBetween(990L, turnMs + 200);
        }
        assertThat(microphone.liveChanges())
                .extracting(VirtualMicrophone.LiveChange::live)
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void everyStageOfConnectingIsTimed(TransportKind kind) {
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = connect(sim, kind)) {
            ConnectTimings timings = session.timings();
            assertThat(timings.stages())
                    .extracting(ConnectTimings.Stage::stage)
                    .containsExactlyElementsOf(
                            kind == TransportKind.WEBSOCKET
                                    ? java.util.List.of(
                                            ConnectStage.TCP,
                                            ConnectStage.UPGRADE,
                                            ConnectStage.SESSION_CREATED,
                                            ConnectStage.SESSION_UPDATED,
                                            ConnectStage.DEVICES)
                                    : java.util.List.of(
                                            ConnectStage.OFFER,
                                            ConnectStage.TCP,
                                            ConnectStage.SIGNALLING,
                                            ConnectStage.ICE,
                                            ConnectStage.DATA_CHANNEL,
                                            ConnectStage.SESSION_CREATED,
                                            ConnectStage.SESSION_UPDATED,
                                            ConnectStage.DEVICES));
            assertThat(timings.stages()).allMatch(s -> s.nanos() >= 0 && s.nanos() <= timings.totalNanos());
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aSessionCanBeClosedByItsListenerAndAgainByAnyone(TransportKind kind) {
        CompletableFuture<RealtimeSession> holder = new CompletableFuture<>();
        Recorder closing = new Recorder() {
            @Override
            public void onNotice(Notice notice, long nanos) {
                super.onNotice(notice, nanos);
                if (notice instanceof Notice.VoiceStarted) {
                    holder.join().close();
                }
            }
        };
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(sim.webSocketUrl())
                        .apiKey("sk-test")
                        .transport(kind)
                        .listener(closing)
                        .connect()) {
            holder.complete(session);
            session.say("Tell me a story");
            closing.await("the end", () -> !closing.closed().isEmpty());
            session.close();
            assertThat(session.isOpen()).isFalse();
            assertThat(session.stop()).isEqualTo(StopResult.NOTHING);
            session.press();
            session.say("Is anybody there?");
        }
        assertThat(closing.closed()).containsExactly("Closed by the application");
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aSessionCanBeClosedFromTheThreadOfItsSpeaker(TransportKind kind) {
        CompletableFuture<RealtimeSession> holder = new CompletableFuture<>();
        try (Simulator sim = Simulator.builder().start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(sim.webSocketUrl())
                        .apiKey("sk-test")
                        .transport(kind)
                        .speaker(new VirtualSpeaker(clock, (pcm, position, nanos) -> {
                            if (holder.isDone()) {
                                holder.join().close();
                            }
                        }))
                        .listener(recorder)
                        .connect()) {
            session.say("Tell me a story");
            recorder.awaitNotice(Notice.VoiceStarted.class);
            holder.complete(session);
            recorder.await("the end", () -> !recorder.closed().isEmpty());
        }
        assertThat(recorder.closed()).containsExactly("Closed by the application");
    }
}
