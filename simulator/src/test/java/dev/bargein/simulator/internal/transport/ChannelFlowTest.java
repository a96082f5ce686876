package dev.bargein.simulator.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcException;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.SendBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A data channel whose other end takes what the test says, on a clock of its own. */
class ChannelFlowTest {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final String MIB = "y".repeat(1 << 20);

    private final Channel channel = new Channel();
    private final Call call = new Call();
    private final SendBudget budget = new SendBudget(Long.MAX_VALUE, new LimitLog());
    private long nowNanos = 1;
    private final ChannelFlow flow = new ChannelFlow(channel, budget, call, () -> nowNanos);

    private void send(int mib) {
        for (int i = 0; i < mib; i++) {
            flow.send(MIB);
        }
    }

    @Test
    void whatOneTickBringsMayBeLargeAndGoesAsFastAsItIsTaken() {
        send(20);
        assertThat(channel.sent).hasSize(1);
        assertThat(call.overloaded).isZero();
        for (int i = 0; i < 20; i++) {
            nowNanos += SECOND_NANOS;
            channel.buffered = 0;
            call.tick();
        }
        assertThat(channel.sent).hasSize(20);
        assertThat(call.sent).isEqualTo(20);
        assertThat(budget.unsentBytes()).isZero();
        assertThat(call.later).as("nothing is left to look after").isEmpty();
    }

    @Test
    void whoIsBehindIsHeardInItsTurnWhenItHasCaughtUp() {
        send(5);
        flow.arrived("first", 1);
        flow.arrived("second", 2);
        assertThat(call.received).isEmpty();
        for (int i = 0; i < 5; i++) {
            channel.buffered = 0;
            call.tick();
        }
        flow.arrived("third", 3);
        assertThat(call.received).containsExactly("first", "second", "third");
    }

    @Test
    void whoTakesNothingForThreeSecondsLosesTheCall() {
        send(5);
        nowNanos += 3 * SECOND_NANOS;
        call.tick();
        assertThat(call.overloaded).isZero();
        nowNanos++;
        call.tick();
        assertThat(call.overloaded).isEqualTo(1);
    }

    @Test
    void whoIsFarBehindLosesTheCallAlthoughItTakesALittle() {
        for (int i = 0; i < 30; i++) {
            send(1);
            channel.buffered = Math.max(0, channel.buffered - 1);
        }
        assertThat(call.overloaded).isEqualTo(1);
        assertThat(flow.unsentBytes()).isLessThan(26L << 20);
        flow.close();
        assertThat(budget.unsentBytes()).isZero();
    }

    @Test
    void whoSendsOnAndOnWithoutReadingLosesTheCall() {
        send(5);
        for (int i = 0; i < 4_096; i++) {
            flow.arrived("{}", i);
        }
        assertThat(call.overloaded).isZero();
        flow.arrived("{}", 0);
        assertThat(call.overloaded).isEqualTo(1);
        assertThat(call.received).isEmpty();
    }

    @Test
    void whatTheOtherEndDoesNotTakeIsLostAlone() {
        flow.send("too long");
        flow.send("{}");
        assertThat(channel.sent).containsExactly("{}");
        assertThat(call.lost).containsExactly("too long");
        assertThat(call.sent).isEqualTo(1);
        assertThat(budget.unsentBytes()).isZero();
    }

    private static final class Channel implements RtcDataChannel {
        private final List<String> sent = new ArrayList<>();
        private long buffered;

        @Override
        public String label() {
            return "oai-events";
        }

        @Override
        public void listen(Listener listener) {}

        @Override
        public boolean send(String text) {
            if (text.equals("too long")) {
                throw new RtcException(text);
            }
            buffered += text.length();
            return sent.add(text);
        }

        @Override
        public long bufferedBytes() {
            return buffered;
        }

        @Override
        public void close() {}
    }

    private static final class Call implements ChannelFlow.Owner {
        private final Deque<Runnable> later = new ArrayDeque<>();
        private final List<String> received = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();
        private int sent;
        private int overloaded;

        void tick() {
            Runnable task = later.poll();
            if (task != null) {
                task.run();
            }
        }

        @Override
        public void later(Runnable task) {
            later.add(task);
        }

        @Override
        public void sent(String text) {
            sent++;
        }

        @Override
        public void lost(RtcException why) {
            lost.add(why.getMessage());
        }

        @Override
        public void receive(String text, long arrivedNanos) {
            received.add(text);
        }

        @Override
        public void overloaded() {
            overloaded++;
        }
    }
}
