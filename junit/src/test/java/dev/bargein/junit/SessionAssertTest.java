package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.client.RealtimeSession;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.testing.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@LeakCheck.PerClass("the simulator starts its event loops with the first connection")
@Timeout(60)
class SessionAssertTest {
    private static final Duration SHORT = Duration.ofMillis(80);

    @RegisterExtension
    static final SimulatorExtension SIM = SimulatorExtension.builder()
            .answers(Answer.ofDurationMs(6_000))
            .patience(Duration.ofSeconds(10))
            .build();

    private final CountDownLatch audible = new CountDownLatch(10);
    private final RealtimeSession app = Apps.connect(SIM.webSocketUrl(), (pcm, position, nanos) -> {
        if (pcm[0] != 0) {
            audible.countDown();
        }
    });

    @BeforeEach
    void ask() {
        app.say("Tell me a story.");
        SIM.assertThatClient().received("response.output_audio.delta");
    }

    @AfterEach
    void leave() {
        app.close();
    }

    @Test
    void aStopIsSeenWithItsOrderItsTimeAndWhatIsLeftOfTheAnswer() throws InterruptedException {
        assertThat(audible.await(10, TimeUnit.SECONDS)).isTrue();
        Moment stop = Moment.now();
        app.stop();

        SessionAssert client = SIM.assertThatClient().after(stop);
        client.sentInOrder("response.cancel", "conversation.item.truncate");
        client.sent("response.cancel").once().within(Duration.ofSeconds(5)).of(stop);
        long heard = client.truncated().once().betweenMs(50, 3_000).ms();
        client.lastAnswerHeardBetweenMs(heard, heard);
        client.received("response.done").with("response.status", "cancelled");
        client.neverSent("output_audio_buffer.clear").brokeNoRule();
        client.after(Moment.now()).sentNothingFor(SHORT);
    }

    @Test
    void whatDidNotComeIsNamedWithTheTimeline() {
        assertThatThrownBy(() -> SIM.assertThatClient().patience(SHORT).sent("response.cancel"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected the client to send response.cancel; within 80 ms it did not.")
                .hasMessageContaining("Session sess_")
                .hasMessageContaining(" on WEBSOCKET")
                .hasMessageContaining(" < session.created")
                .hasMessageContaining(" > conversation.item.create")
                .hasMessageContaining("item.role=user");
    }

    @Test
    void whatCameInAnotherShapeIsNamedWithItsCondition() {
        assertThatThrownBy(() -> SIM.assertThatClient()
                        .patience(SHORT)
                        .sent("session.update")
                        .with("session.type", "realtime")
                        .with("session.audio.output.voice", "nobody"))
                .hasMessageContaining(
                        "session.update with session.type = realtime and" + " session.audio.output.voice = nobody");
    }

    @Test
    void pathsLeadThroughArraysAndToNumbersAndTruthValues() {
        SIM.assertThatClient().sent("conversation.item.create").with("item.content.0.text", "Tell me a story.");
        SIM.assertThatClient().received("response.output_item.added").with("output_index", 0);
        app.send(new ClientEvent.ConversationItemRetrieve(
                "mine", SIM.session().conversation().get(0)));
        SIM.assertThatClient().sent("conversation.item.retrieve").with("event_id", "mine");
    }

    @Test
    void countingIsExact() {
        EventAssert creates = SIM.assertThatClient().sent("response.create").once();
        assertThatThrownBy(() ->
                        creates.and().patience(SHORT).sent("response.create").times(2))
                .hasMessageContaining("Expected the client to send response.create 2 times, not 1 times.");
        assertThatThrownBy(() ->
                        creates.and().patience(SHORT).sent("response.create").atLeast(2))
                .hasMessageContaining("Expected the client to send response.create at least 2 times, not 1 times.");
    }

    @Test
    void aWrongOrderIsNamedAtTheFirstThatIsMissing() {
        assertThatThrownBy(() -> SIM.assertThatClient()
                        .patience(SHORT)
                        .sentInOrder("response.create", "conversation.item.create"))
                .hasMessageContaining("it did not send conversation.item.create after response.create.");
    }

    @Test
    void sendingWhereNothingWasToBeSentFailsAtOnce() {
        Moment before = Moment.now();
        app.stop();
        SIM.assertThatClient().sent("response.cancel");

        assertThatThrownBy(() -> SIM.assertThatClient().after(before).sentNothingFor(Duration.ofMinutes(1)))
                .hasMessageContaining("Expected the client to send nothing after ")
                .hasMessageContaining("it sent response.cancel.");
        assertThatThrownBy(() -> SIM.assertThatClient().neverSent("response.cancel"))
                .hasMessageContaining("Expected the client never to send response.cancel; it did, 1 time.");
    }

    @Test
    void aDelayIsMeasuredFromTheLastSuchEventBefore() {
        SIM.assertThatClient()
                .sent("response.create")
                .within(Duration.ofSeconds(10))
                .of("session.created");
        SIM.assertThatClient().received("response.done");

        assertThatThrownBy(() -> SIM.assertThatClient()
                        .received("response.done")
                        .within(Duration.ofMillis(1))
                        .of("response.created"))
                .hasMessageMatching(
                        "(?s)Expected response.done within 1 ms of response.created; it came \\d.* after it.*");
        assertThatThrownBy(() -> SIM.assertThatClient()
                        .sent("response.create")
                        .within(SHORT)
                        .of("response.done"))
                .hasMessageContaining("but none came before it");
    }

    @Test
    void anAnswerThatIsHeardOtherwiseSaysHowMuchThereIs() {
        SIM.assertThatClient().received("response.done");
        SIM.assertThatClient().lastAnswerHeardBetweenMs(6_000, 6_000);

        assertThatThrownBy(() -> SIM.assertThatClient().patience(SHORT).lastAnswerHeardBetweenMs(0, 100))
                .hasMessageContaining("it holds 6000 ms of item_")
                .hasMessageContaining("6000 ms were generated");
    }

    @Test
    void streamsAreOneLineOfTheTimeline() {
        SIM.assertThatClient().received("response.done");

        assertThat(SIM.assertThatClient().timeline())
                .containsPattern("response\\.output_audio\\.delta \\(\\d+ times\\)");
        assertThat(SIM.assertThatClient().timeline().lines().count()).isLessThan(80);
    }

    @Test
    void severalSessionsHaveToBeNamed() {
        try (RealtimeSession second = Apps.connect(SIM.webSocketUrl())) {
            assertThat(second.sessionId()).isNotEmpty();
            assertThatThrownBy(SIM::assertThatClient).hasMessageContaining("This test has 2 sessions");
            SIM.assertThatClient(SIM.sessions().get(1))
                    .sent("session.update")
                    .and()
                    .neverSent("response.create");
        }
    }
}
