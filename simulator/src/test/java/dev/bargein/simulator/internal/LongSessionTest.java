package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.Faults.Trigger;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.ToneVoice;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.internal.response.PromptCache;
import dev.bargein.simulator.internal.response.SessionParameters;
import dev.bargein.simulator.internal.session.ServiceSession;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Reply;
import dev.bargein.simulator.script.Turn;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A session over a whole hour, and its end. */
class LongSessionTest {
    private static final int TURN_MS = 30_000;
    private static final int TURNS = 115;

    private final List<Integer> heardMs = new ArrayList<>();
    private final List<Integer> rememberedMs = new ArrayList<>();

    private final Brain brain = new Brain() {
        @Override
        public void think(Turn turn, Reply reply) {
            List<Turn.Message> user = turn.userMessages();
            rememberedMs.add(user.get(user.size() - 1).sound().samples() / Pcm.SAMPLES_PER_MS);
            reply.answer(Answer.ofText("I see.").withSpeed(100));
        }
    };

    private final SpeechInput hearing = new SpeechInput() {
        @Override
        public void load(Slot slot) {
            slot.fill(EnergyVoiceActivity.PROVIDER.create());
        }

        @Override
        public void transcribe(short[] pcm, Consumer<@Nullable String> words) {
            heardMs.add(pcm.length / Pcm.SAMPLES_PER_MS);
            words.accept("hello");
        }
    };

    private void talksForAnHour(VirtualService service) {
        service.turnDetection("null");
        for (int i = 0; i < TURNS; i++) {
            for (int ms = 0; ms < TURN_MS; ms += 500) {
                service.talk(500);
                service.run(500);
            }
            service.send(new ClientEvent.InputAudioBufferCommit(null));
            service.answering(1_000);
        }
    }

    @Test
    void whatIsSaidInTheLastMinuteOfAnHourIsHeardWhole() {
        for (SimulatorTransport transport : SimulatorTransport.values()) {
            heardMs.clear();
            rememberedMs.clear();
            VirtualService service =
                    VirtualService.on(transport).brain(brain).hearing(hearing).open();
            talksForAnHour(service);
            assertThat(heardMs).hasSize(TURNS).allMatch(ms -> ms >= TURN_MS - 40, transport + ": " + TURN_MS + " ms");
            assertThat(rememberedMs).hasSize(TURNS).allMatch(ms -> ms >= TURN_MS - 40);
        }
    }

    @Test
    void theOldestItemsOfALongSessionKeepTheirLengthAndLoseTheirSound() {
        VirtualService service = VirtualService.on(SimulatorTransport.WEBSOCKET)
                .brain(brain)
                .hearing(hearing)
                .open();
        talksForAnHour(service);
        assertThat(service.item(0).audio().samples()).isZero();
        assertThat(service.item(0).audioMs()).isEqualTo(TURN_MS);
        service.take();
        service.send(new ClientEvent.ConversationItemRetrieve(null, service.stored(0).id));
        assertThat(service.last(ServerEvent.ConversationItemRetrieved.class)
                        .item()
                        .content()
                        .get(0)
                        .audio())
                .isNull();
        long keptMs = service.session.conversation().history().stream()
                .mapToLong(item -> item.view(0).audio().samples() / Pcm.SAMPLES_PER_MS)
                .sum();
        assertThat(keptMs).isBetween(19 * 60_000L, 20 * 60_000L);
    }

    @Test
    void whoCommitsLateLosesNothingToWhatCameInBetween() {
        VirtualService service = VirtualService.on(SimulatorTransport.WEBSOCKET)
                .brain(brain)
                .hearing(hearing)
                .open();
        service.turnDetection("null");
        byte[] minute = new byte[60_000 * 48];
        for (int i = 0; i < 9; i++) {
            service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(minute)));
        }
        for (int i = 0; i < 3; i++) {
            service.sendJson("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\","
                    + "\"content\":[{\"type\":\"input_audio\",\"audio\":\""
                    + Base64.getEncoder().encodeToString(new byte[5 * 60_000 * 48]) + "\"}]}}");
        }
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.item(3).audio().samples()).isEqualTo(9 * 60_000 * Pcm.SAMPLES_PER_MS);
    }

    @Test
    void aSessionThatExpiredTwiceIsAtRestAndSaysSoOnce() {
        Trigger afterError = Trigger.afterEvent("error");
        VirtualService service = VirtualService.onWebSocket()
                .deviations(SessionDeviations.REAL.withLifetimeSeconds(5))
                .open();
        service.faults(Faults.builder().expire(afterError).build());
        service.run(10_000);
        assertThat(service.takeOf(ServerEvent.Error.class)).hasSize(1);
        assertThat(service.session.isExpired()).isTrue();
        assertThat(service.session.hasMore()).isFalse();
        service.faults(Faults.builder().expire(Trigger.afterMs(10)).build());
        service.run(1_000);
        assertThat(service.take()).isEmpty();
        assertThat(service.session.nextWakeNanos()).isGreaterThan(service.nowNanos());
    }

    @Test
    void aCallWhoseClientCannotHearYetDoesNotExpireAndDoesNotSpin() {
        ServiceSession session = new ServiceSession(new SessionParameters(
                new SessionParameters.Client(SimulatorTransport.WEBRTC, Dialect.GA, "sim"),
                new SessionParameters.Answers(brain, 3.6, 1, new PromptCache()),
                new SessionParameters.SpeechParts("tone", VirtualServiceBuilder.directSpeech(new ToneVoice()), hearing),
                new SessionParameters.Host(VirtualService.EPOCH_SECONDS, 0, Runnable::run, note -> {}),
                SessionDeviations.REAL));
        session.setFaults(Faults.builder().expire(Trigger.afterMs(100)).build(), 0);
        long second = 1_000_000_000;
        session.advance(second);
        assertThat(session.takeEvents()).isEmpty();
        assertThat(session.hasMore()).isFalse();
        assertThat(session.nextWakeNanos()).isGreaterThan(second);
        session.open(2 * second);
        session.advance(3 * second);
        assertThat(session.takeEvents()).hasSize(2);
        assertThat(session.isExpired()).isTrue();
    }
}
