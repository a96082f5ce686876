package dev.bargein.core.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Command;
import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationItem;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.Step;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Conversations whose connection gets lost at random moments and is made again, in virtual time: no item is sent twice to
 * one session, what was typed and said is there in the end or was reported once, no sound is sent before the session is
 * confirmed, the microphone is live while it is wanted and no longer, and nothing is stuck.
 *
 * <p>{@code -Dbargein.seeds=100000} runs more of them, {@code -Dbargein.seed=123} starts elsewhere.
 */
class LostConnectionsTest {
    private static final long SEEDS = Long.getLong("bargein.seeds", 10_000) / 5;
    private static final long FIRST = Long.getLong("bargein.seed", 0);
    private static final int HARNESS_SEEDS = 300;

    @Test
    void everyLawHoldsHoweverOftenTheConnectionIsLost() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                new LossWorld(seed, Machine::real).run();
            } catch (Violation v) {
                StringBuilder story = new StringBuilder();
                try {
                    new LossWorld(seed, Machine::real)
                            .logTo(line -> story.append(line).append('\n'))
                            .run();
                } catch (Violation again) {
                    story.append(again.getMessage());
                }
                throw new AssertionError("seed " + seed + " breaks " + v.getMessage() + "\n" + story, v);
            }
        }
    }

    @Test
    void aMachineThatMakesAnItemTwiceIsFoundOut() {
        assertThat(found(
                        "twice",
                        each(c -> isSend(c, ClientEvent.ConversationItemCreate.class) ? List.of(c, c) : List.of(c))))
                .contains("twice");
    }

    @Test
    void aMachineThatLosesWhatWasTypedIsFoundOut() {
        int[] count = {0};
        assertThat(found(
                        "undelivered",
                        without(c -> isSend(c, ClientEvent.ConversationItemCreate.class) && ++count[0] % 5 == 0)))
                .contains("undelivered");
    }

    @Test
    void aMachineThatLosesWhatWasSaidIsFoundOut() {
        assertThat(found("undelivered", without(c -> isSend(c, ClientEvent.InputAudioBufferCommit.class))))
                .contains("undelivered");
    }

    @Test
    void aMachineThatReportsNothingIsFoundOut() {
        assertThat(found(
                        "undelivered",
                        without(c -> c instanceof Command.Notify n && n.notice() instanceof Notice.NotSent)))
                .contains("undelivered");
    }

    @Test
    void aMachineThatReportsTwiceIsFoundOut() {
        assertThat(found(
                        "reported",
                        each(c -> c instanceof Command.Notify n && n.notice() instanceof Notice.NotSent
                                ? List.of(c, c)
                                : List.of(c))))
                .contains("reported");
    }

    @Test
    void aMachineThatSendsSoundBeforeTheSessionIsConfirmedIsFoundOut() {
        AudioBytes sound = AudioBytes.ofPcm(new short[240], 0, 240);
        assertThat(found(
                        "unconfirmed",
                        changing((input, step) -> input instanceof Input.TransportUp
                                ? new Step(
                                        List.of(
                                                step.commands().get(0),
                                                new Command.Send(
                                                        1, new ClientEvent.InputAudioBufferAppend(null, sound))),
                                        step.wakeAtNanos(),
                                        step.wakeReason())
                                : step)))
                .contains("unconfirmed");
    }

    @Test
    void aMachineThatLeavesTheMicrophoneLiveOrShutIsFoundOut() {
        assertThat(found("microphone", without(c -> c instanceof Command.Microphone m && !m.live())))
                .contains("microphone");
        assertThat(found("microphone", without(c -> c instanceof Command.Microphone m && m.live())))
                .contains("microphone");
    }

    @Test
    void aMachineThatNeverTriesAgainIsFoundOut() {
        assertThat(found("stuck", without(Command.Connect.class::isInstance))).contains("stuck");
    }

    @Test
    void aMachineThatWaitsForWhatIsLongOverIsFoundOut() {
        assertThat(found(
                        "stuck",
                        changing((input, step) -> new Step(
                                step.commands(),
                                step.wakeAtNanos(),
                                step.wakeReason() == WakeReason.NONE
                                        ? WakeReason.LAST_WORD_ARRIVED
                                        : step.wakeReason()))))
                .contains("stuck");
    }

    @Test
    void aMachineThatForgetsTheOutputOfAFunctionIsFoundOut() {
        assertThat(found(
                        "tools",
                        without(c -> c instanceof Command.Notify n && n.notice() instanceof Notice.ToolAnswered)))
                .contains("tools");
    }

    private static Set<String> found(String law, Machine.Factory machine) {
        Set<String> found = new TreeSet<>();
        for (long seed = 0; seed < HARNESS_SEEDS && !found.contains(law); seed++) {
            try {
                new LossWorld(seed, machine).run();
            } catch (Violation v) {
                found.add(v.invariant());
            }
        }
        return found;
    }

    private static boolean isSend(Command command, Class<? extends ClientEvent> type) {
        return command instanceof Command.Send send && type.isInstance(send.event());
    }

    private static Machine.Factory without(Predicate<Command> what) {
        return each(c -> what.test(c) ? List.of() : List.of(c));
    }

    private static Machine.Factory each(Function<Command, List<Command>> change) {
        return changing((input, step) -> new Step(
                step.commands().stream().flatMap(c -> change.apply(c).stream()).toList(),
                step.wakeAtNanos(),
                step.wakeReason()));
    }

    private static Machine.Factory changing(BiFunction<Input, Step, Step> change) {
        return config -> {
            Conversation real = new Conversation(config);
            return new Machine() {
                @Override
                public Step handle(Input input, long nowNanos) {
                    return change.apply(input, real.handle(input, nowNanos));
                }

                @Override
                public boolean pressAccepted() {
                    return real.pressAccepted();
                }

                @Override
                public List<ConversationItem> items() {
                    return real.items();
                }

                @Override
                public Conversation.Activity activity() {
                    return real.activity();
                }
            };
        };
    }
}
