package dev.bargein.lab.handsfree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.TransportKind;
import dev.bargein.lab.AbListener;
import dev.bargein.lab.AbResult;
import dev.bargein.lab.AbRun;
import dev.bargein.lab.Scenario;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandsFreeRunTest {

    private static AbRun.Builder conversations(int number) {
        return AbRun.builder().scenarios(List.of(Scenario.BARGE_IN)).conversations(number);
    }

    @Test
    void fortyConversationsAreWithinAllBoundsOnBothTransportsAtBothRoundTrips() {
        HandsFreeResult result =
                HandsFreeRun.builder().conversations(40).seed(5).build().run();

        assertThat(result.summary()).hasSize(4).allSatisfy(arm -> {
            assertThat(arm.failed()).isZero();
            assertThat(arm.yieldRate()).isGreaterThanOrEqualTo(0.99);
            assertThat(arm.ignoredShare()).isGreaterThanOrEqualTo(0.9);
            assertThat(arm.falsePauses().orElseThrow().max()).isLessThanOrEqualTo(700);
            assertThat(arm.onsetToSilence().orElseThrow().p95()).isLessThanOrEqualTo(120);
            assertThat(arm.lostSamples() + arm.repeatedSamples()).isZero();
            assertThat(arm.isGood()).isTrue();
            assertThat(arm.sounds(SoundKind.INTERRUPTION)).hasSizeGreaterThan(20);
            assertThat(arm.backchannels()).hasSizeGreaterThan(40);
        });
        assertThat(result.faults()).isEmpty();
    }

    @Test
    void theSeedOfAConversationLivesThroughItAgain() {
        HandsFreeResult five = HandsFreeRun.builder().conversations(5).build().run();
        HandsFreeTrial last = five.trials().get(five.trials().size() - 1);

        HandsFreeResult again = HandsFreeRun.builder()
                .conversations(1)
                .seed(last.seed())
                .build()
                .run();

        assertThat(again.trials()).contains(last);
    }

    @Test
    void whoIsToldOfEveryConversationIsToldInOrder() {
        List<Integer> told = new ArrayList<>();
        AbRun run = conversations(3)
                .listener(new AbListener() {
                    @Override
                    public void onConversation(HandsFreeTrial conversation, int done, int total) {
                        told.add(done);
                        assertThat(total).isEqualTo(12);
                    }
                })
                .build();

        assertThat(run.trials()).isZero();
        assertThat(run.conversations()).isEqualTo(12);
        run.run();
        assertThat(told).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @Test
    void whatIsEndedEarlyTellsWhatIsDone() {
        HandsFreeRun[] runs = new HandsFreeRun[1];
        runs[0] = HandsFreeRun.builder()
                .conversations(10_000)
                .listener(trial -> runs[0].cancel())
                .build();

        HandsFreeResult result = runs[0].run();

        assertThat(result.interrupted()).isTrue();
        assertThat(result.trials()).hasSizeBetween(4, 100);
    }

    @Test
    void tableJsonAndPageSayWhatCameOut() {
        AbResult result = conversations(2)
                .transports(List.of(TransportKind.WEBSOCKET))
                .build()
                .run();

        assertThat(result.table(false).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100))
                .anySatisfy(line -> assertThat(line).matches("energy +WebSocket +200 .*ok"))
                .anySatisfy(line -> assertThat(line).contains("--scenarios barge-in --seed 1 --conversations 2"));
        assertThat(result.verdict()).startsWith("At an open microphone the voice falls silent within");
        assertThat(Json.parseObject(result.json(), CodecLimits.CLIENT_INBOUND)
                        .object("handsFree")
                        .number("conversations", 0))
                .isEqualTo(2);
        assertThat(result.html()).contains("At an open microphone");
    }

    @Test
    void aFaultIsSaidWithTheSeedThatShowsItAgain() {
        HandsFreeArm arm = new HandsFreeArm(TransportKind.WEBRTC, 200, "energy");
        HandsFreeTrial bad = new HandsFreeTrial(
                arm,
                77,
                List.of(new SoundOutcome(
                        SoundKind.INTERRUPTION, 1_000, 1_500, List.of(), Double.NaN, Double.NaN, 0, 0)),
                "");
        AbResult empty = conversations(1).build().run();
        AbResult result = new AbResult(
                empty.environment(), List.of(), new HandsFreeResult(1, 1, "nobody", false, List.of(bad), List.of()));

        assertThat(result.table(false).lines())
                .anySatisfy(line -> assertThat(line).contains("--conversations 1 --seed 77: does not yield"))
                .anySatisfy(line -> assertThat(line).matches("energy +WebRTC +200 .*talks on"));
    }
}
