package dev.bargein.simulator.internal;

import static dev.bargein.simulator.internal.EventOrder.TURN_COMMITTED;
import static dev.bargein.simulator.internal.EventOrder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import dev.bargein.simulator.speech.VoiceActivity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Turns that end by silence: {@code server_vad} and its parameters (docs/protocol.md, section 3). */
class TurnDetectionTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));

    private static VirtualService on(SimulatorTransport transport) {
        VirtualService service = VirtualService.on(transport).brain(TEN_SECONDS).open();
        service.take();
        return service;
    }

    private static ServerEvent.InputAudioBufferSpeechStarted started(List<ServerEvent> events) {
        return only(events, ServerEvent.InputAudioBufferSpeechStarted.class);
    }

    private static ServerEvent.InputAudioBufferSpeechStopped stopped(List<ServerEvent> events) {
        return only(events, ServerEvent.InputAudioBufferSpeechStopped.class);
    }

    private static <E extends ServerEvent> E only(List<ServerEvent> events, Class<E> type) {
        List<E> all = events.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @ParameterizedTest
    @EnumSource(SimulatorTransport.class)
    void aTurnIsAnnouncedCommittedAndAnswered(SimulatorTransport transport) {
        VirtualService service = on(transport);
        service.hush(960);
        service.talk(1_600);
        service.hush(400);
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactlyElementsOf(
                        order("input_audio_buffer.speech_started", TURN_COMMITTED, "response.created"));
        // 300 ms of padding before; 200 ms of silence after, in frames of 32 ms.
        assertThat(started(events).audioStartMs()).isEqualTo(960 - 300);
        assertThat(stopped(events).audioEndMs()).isEqualTo(960 + 1_600 + 224);
        assertThat(stopped(events).itemId()).isEqualTo(started(events).itemId());
        assertThat(service.stored(0).id).isEqualTo(started(events).itemId());
    }

    @ParameterizedTest
    @EnumSource(SimulatorTransport.class)
    void theItemHoldsTheSoundFromThePaddingToTheStop(SimulatorTransport transport) {
        VirtualService service = on(transport);
        service.hush(960);
        service.talk(1_600);
        service.hush(400);
        short[] pcm = service.item(0).pcm();
        assertThat(pcm).hasSize((300 + 1_600 + 224) * 24);
        assertThat(Arrays.copyOf(pcm, 300 * 24)).containsOnly(0);
        assertThat(pcm[300 * 24 + 10]).isNotZero();
        assertThat(Arrays.copyOfRange(pcm, 1_900 * 24, pcm.length)).containsOnly(0);
        // What was heard after the stop waits for the next turn.
        assertThat(service.session.inputMs()).isEqualTo(400 - 224);
    }

    @Test
    void soundThatComesInOnePieceMakesTheSameTurnsAsSoundThatTricklesIn() {
        VirtualService burst = on(SimulatorTransport.WEBSOCKET);
        VirtualService trickle = on(SimulatorTransport.WEBSOCKET);
        for (VirtualService service : List.of(burst, trickle)) {
            service.turnDetection("{\"type\":\"server_vad\",\"create_response\":false}");
        }
        short[] tone = new short[10_000 * 24];
        for (int i = 0; i < tone.length; i++) {
            boolean talks = (i / 24_000) % 2 == 1;
            tone[i] = (short) (talks ? 8_000 * Math.sin(i / 9.0) : 0);
        }
        burst.hear(tone);
        burst.run(1_000);
        for (int at = 0; at < tone.length; at += 331) {
            trickle.hear(Arrays.copyOfRange(tone, at, Math.min(tone.length, at + 331)));
        }
        assertThat(told(burst.take())).hasSize(9).isEqualTo(told(trickle.take()));
    }

    private static List<Long> told(List<ServerEvent> events) {
        List<Long> out = new ArrayList<>();
        for (ServerEvent event : events) {
            if (event instanceof ServerEvent.InputAudioBufferSpeechStarted e) {
                out.add(e.audioStartMs());
            } else if (event instanceof ServerEvent.InputAudioBufferSpeechStopped e) {
                out.add(e.audioEndMs());
            }
        }
        return out;
    }

    @Test
    void offsetsCountFromTheStartOfTheSessionAndMayOverlapByThePadding() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.hush(640);
        service.talk(640);
        service.hush(224 + 128);
        service.take();
        service.talk(640);
        service.hush(320);
        List<ServerEvent> events = service.take();
        long secondAt = 640 + 640 + 224 + 128;
        assertThat(started(events).audioStartMs()).isEqualTo(secondAt - 300).isLessThan(640 + 640 + 224);
        // The padding lies in sound that the first turn took with it, and is there all the same.
        assertThat(service.item(1).audioMs()).isEqualTo(300 + 640 + 224);
        assertThat(service.item(1).pcm()).startsWith((short) 0);
    }

    @Test
    void paddingAndSilenceAreAsLongAsAsked() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.turnDetection("{\"type\":\"server_vad\",\"prefix_padding_ms\":100,\"silence_duration_ms\":800}");
        service.hush(960);
        service.talk(640);
        service.hush(768);
        service.talk(320);
        assertThat(stoppedCount(service)).isZero();
        service.hush(832);
        List<ServerEvent> events = service.take();
        assertThat(stopped(events).audioEndMs()).isEqualTo(960 + 640 + 768 + 320 + 800);
        assertThat(service.item(0).audioMs()).isEqualTo(100 + 640 + 768 + 320 + 800);
    }

    private static long stoppedCount(VirtualService service) {
        return service.takeOf(ServerEvent.InputAudioBufferSpeechStopped.class).size();
    }

    @Test
    void theThresholdDecidesWhatIsSpeech() {
        // Each frame says how likely it is speech.
        SpeechInput literal = slot -> slot.fill(new VoiceActivity() {
            @Override
            public float probability(short[] frame) {
                return frame[0] / 100f;
            }

            @Override
            public void close() {}
        });
        VirtualService service =
                VirtualService.onWebSocket().brain(TEN_SECONDS).hearing(literal).open();
        service.turnDetection("{\"type\":\"server_vad\",\"threshold\":0.8}");
        service.hear(likely(79, 10));
        assertThat(service.types()).isEmpty();
        service.hear(likely(80, 1));
        service.hear(likely(10, 1));
        assertThat(service.types()).as("one frame is an accident").isEmpty();
        service.hear(likely(80, 2));
        assertThat(service.types()).containsExactly("input_audio_buffer.speech_started");
        service.hear(likely(66, 20));
        assertThat(service.types())
                .as("15 % below the threshold still is speech")
                .isEmpty();
        service.hear(likely(64, 7));
        assertThat(service.types()).startsWith("input_audio_buffer.speech_stopped");
    }

    private static short[] likely(int percent, int frames) {
        short[] pcm = new short[frames * VoiceActivity.FRAME_SAMPLES];
        Arrays.fill(pcm, (short) percent);
        return pcm;
    }

    @Test
    void withoutTurnDetectionNothingIsHeard() {
        VirtualService service = on(SimulatorTransport.WEBRTC);
        service.turnDetection("null");
        service.talk(2_000);
        service.hush(2_000);
        assertThat(service.types()).isEmpty();
        assertThat(service.session.inputMs()).isEqualTo(4_000);
    }

    @Test
    void withBothFlagsOffThereAreOnlyEvents() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.turnDetection("{\"type\":\"server_vad\",\"create_response\":false,\"interrupt_response\":false}");
        service.answering(1_000).forget();
        service.talk(640);
        service.hush(320);
        assertThat(service.types())
                .containsExactlyElementsOf(order("input_audio_buffer.speech_started", TURN_COMMITTED));
    }

    @Test
    void aCommitDuringSpeechTakesTheAnnouncedIdAndEndsTheTurn() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.hush(320);
        service.talk(640);
        String announced = started(service.take()).itemId();
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.stored(0).id).isEqualTo(announced);
        assertThat(service.item(0).audioMs()).isEqualTo(960);
        service.hush(640);
        assertThat(service.types())
                .containsExactly("input_audio_buffer.committed", "conversation.item.added", "conversation.item.done");
    }

    @Test
    void whoTalksOnAfterACommitBeginsANewTurn() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.talk(640);
        String first = started(service.take()).itemId();
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        service.talk(640);
        service.hush(320);
        List<ServerEvent> events = service.take();
        assertThat(started(events).itemId()).isNotEqualTo(first);
        assertThat(service.stored(1).id).isEqualTo(started(events).itemId());
    }

    @Test
    void aClearDuringSpeechForgetsTheTurn() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.talk(640);
        service.take();
        service.send(new ClientEvent.InputAudioBufferClear(null));
        service.hush(2_000);
        assertThat(service.types()).containsExactly("input_audio_buffer.cleared");
        assertThat(service.session.conversation().items()).isEmpty();
    }

    @Test
    void turnDetectionSwitchedOffDuringSpeechLeavesTheTurnToTheClient() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.hush(320);
        service.talk(640);
        service.turnDetection("null");
        service.hush(2_000);
        assertThat(service.types()).isEmpty();
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.item(0).audioMs()).isEqualTo(2_960);
    }

    @Test
    void turnDetectionSwitchedOnListensFromThenOn() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.turnDetection("null");
        service.talk(1_000);
        service.turnDetection("{\"type\":\"server_vad\"}");
        service.hush(1_000);
        assertThat(service.types()).isEmpty();
        service.talk(640);
        // On the grid of the session: 2,000 ms lie in the frame that begins with 1,984 ms.
        assertThat(started(service.take()).audioStartMs()).isEqualTo(1_984 - 300);
    }

    @Test
    void otherParametersDuringSpeechApplyAtOnceAndTheTurnGoesOn() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.talk(640);
        String announced = started(service.take()).itemId();
        service.turnDetection("{\"type\":\"server_vad\",\"silence_duration_ms\":640}");
        service.hush(608);
        assertThat(service.types()).isEmpty();
        service.hush(32);
        assertThat(stopped(service.take()).itemId()).isEqualTo(announced);
    }

    @Test
    void whoeverKnowsBetterIsNotContradictedByTheDetector() {
        VirtualService service = on(SimulatorTransport.WEBRTC);
        service.hush(1_000);
        service.speechStarted();
        service.hush(5_000);
        assertThat(service.types()).containsExactly("input_audio_buffer.speech_started");
        service.speechStopped();
        assertThat(service.item(0).audioMs()).isEqualTo(5_300);
    }

    @Test
    void tenMinutesAtOnceAreJudgedInSlices() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET);
        service.turnDetection("{\"type\":\"server_vad\",\"create_response\":false}");
        short[] minutes = new short[120_000 * 24];
        for (int i = 110_000 * 24; i < 111_000 * 24; i++) {
            minutes[i] = (short) (8_000 * Math.sin(i / 9.0));
        }
        service.hear(minutes);
        assertThat(service.types()).as("what one event may cost is over").isEmpty();
        assertThat(service.session.nextWakeNanos()).isLessThanOrEqualTo(service.nowNanos());
        service.run(1);
        assertThat(started(service.take()).audioStartMs()).isBetween(109_650L, 109_710L);
        assertThat(service.session.nextWakeNanos()).isGreaterThan(service.nowNanos());
    }

    @Test
    void soundWaitsForADetectorThatLoadsSlowly() {
        List<SpeechInput.Slot> slots = new ArrayList<>();
        VirtualService service = VirtualService.onWebSocket()
                .brain(TEN_SECONDS)
                .hearing(slots::add)
                .open();
        service.take();
        service.hush(320);
        service.talk(640);
        service.hush(320);
        service.run(1_000);
        assertThat(service.types()).isEmpty();
        slots.get(0).fill(EnergyVoiceActivity.PROVIDER.create());
        service.run(1);
        assertThat(service.types())
                .startsWith("input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped");
    }

    @Test
    void aSessionThatAsksForNoTurnsLoadsNoDetectorAndOneThatEndsClosesItsOwn() {
        List<SpeechInput.Slot> slots = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        VirtualService service = VirtualService.onWebSocket()
                .brain(TEN_SECONDS)
                .hearing(slots::add)
                .open();
        service.turnDetection("null");
        service.hush(1_000);
        assertThat(slots).isEmpty();
        service.turnDetection("{\"type\":\"server_vad\"}");
        service.hush(1_000);
        assertThat(slots).hasSize(1);
        service.session.close();
        slots.get(0).fill(new VoiceActivity() {
            @Override
            public float probability(short[] frame) {
                return 0;
            }

            @Override
            public void close() {
                closed.add("closed");
            }
        });
        assertThat(closed).containsExactly("closed");
    }
}
