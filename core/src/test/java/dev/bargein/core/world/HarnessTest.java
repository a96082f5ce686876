package dev.bargein.core.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Command;
import dev.bargein.core.Conversation;
import dev.bargein.core.Conversation.Activity;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.ConversationItem;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.Step;
import dev.bargein.core.Strategy;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Machines with a known fault, each of which must be found out by the right law. */
class HarnessTest {
    private static final int SEEDS = 240;

    @Test
    void aMachineThatCancelsTwiceIsFoundOut() {
        assertThat(found("I5", twice(ClientEvent.ResponseCancel.class))).contains("I5");
    }

    @Test
    void aMachineThatTakesTheVoiceForThoughtIsFoundOut() {
        assertThat(found("activity", telling(Activity.SPEAKING, Activity.THINKING)))
                .contains("activity");
    }

    @Test
    void aMachineThatTakesThoughtForTheVoiceIsFoundOut() {
        assertThat(found("activity", telling(Activity.THINKING, Activity.SPEAKING)))
                .contains("activity");
    }

    @Test
    void aMachineThatThinksForEverIsFoundOut() {
        assertThat(found("activity", telling(Activity.IDLE, Activity.THINKING))).contains("activity");
    }

    @Test
    void aMachineThatLetsTheUserInterruptAGreetingIsFoundOut() {
        assertThat(foundHandsFree(
                        "uninterruptible",
                        config -> changing(
                                config,
                                input -> input instanceof Input.Uninterruptible ? new Input.Wake() : input,
                                (input, step) -> step,
                                UnaryOperator.identity())))
                .contains("uninterruptible");
    }

    @Test
    void aMachineThatOverhearsTheUserIsFoundOut() {
        assertThat(found("activity", telling(Activity.USER_SPEAKING, Activity.LISTENING)))
                .contains("activity");
    }

    private static Machine.Factory telling(Activity wrong, Activity instead) {
        return config ->
                changing(config, UnaryOperator.identity(), (input, step) -> step, is -> is == wrong ? instead : is);
    }

    @Test
    void aMachineThatTruncatesTwiceIsFoundOut() {
        assertThat(found("I2", twice(ClientEvent.ConversationItemTruncate.class)))
                .contains("I2");
    }

    @Test
    void aMachineThatAsksForTwoAnswersIsFoundOut() {
        assertThat(found("I6", twice(ClientEvent.ResponseCreate.class))).contains("I6");
    }

    @Test
    void aMachineThatTruncatesByTooMuchIsFoundOut() {
        assertThat(found(
                        "I1",
                        changed(
                                ClientEvent.ConversationItemTruncate.class,
                                t -> new ClientEvent.ConversationItemTruncate(
                                        t.eventId(), t.itemId(), t.contentIndex(), t.audioEndMs() + 70))))
                .contains("I1");
    }

    @Test
    void aMachineThatTruncatesByTooLittleIsFoundOut() {
        assertThat(found(
                        "memory",
                        changed(
                                ClientEvent.ConversationItemTruncate.class,
                                t -> new ClientEvent.ConversationItemTruncate(
                                        t.eventId(), t.itemId(), t.contentIndex(), t.audioEndMs() / 2))))
                .contains("memory");
    }

    @Test
    void aMachineThatForgetsToTruncateIsFoundOut() {
        assertThat(found("memory", without(c -> isSend(c, ClientEvent.ConversationItemTruncate.class))))
                .contains("memory");
    }

    @Test
    void aMachineThatDoesNotFlushIsFoundOut() {
        assertThat(found("I3", without(Command.Flush.class::isInstance))).contains("I3");
    }

    @Test
    void aMachineThatLeavesTheGateOpenIsFoundOut() {
        assertThat(found("I3", without(Command.ShutGate.class::isInstance))).contains("I3");
    }

    @Test
    void aMachineThatNeverOpensTheGateAgainIsFoundOut() {
        assertThat(found("I4", without(Command.OpenGate.class::isInstance))).contains("I4");
    }

    @Test
    void aMachineThatDropsAPieceOfSoundIsFoundOut() {
        int[] count = {0};
        assertThat(found("I4", without(c -> c instanceof Command.Play && ++count[0] % 29 == 0)))
                .contains("I4");
    }

    @Test
    void aMachineThatPlaysTwiceIsFoundOut() {
        assertThat(found(
                        "I7",
                        config -> changing(
                                config,
                                (input, step) ->
                                        rebuilt(step, c -> c instanceof Command.Play ? List.of(c, c) : List.of(c)))))
                .contains("I7");
    }

    @Test
    void aMachineThatOverlooksTheMicrophoneIsFoundOut() {
        assertThat(found("I12", without(c -> c instanceof Command.Microphone m && m.live())))
                .contains("I12");
        assertThat(found("I15", without(c -> c instanceof Command.Microphone m && !m.live())))
                .contains("I15");
    }

    @Test
    void aMachineThatLosesTheLastWordIsFoundOut() {
        boolean[] released = {false};
        assertThat(found(
                        "talk",
                        config -> changing(config, (input, step) -> {
                            released[0] =
                                    input instanceof Input.Release || released[0] && !(input instanceof Input.Press);
                            return rebuilt(
                                    step,
                                    c -> released[0] && isSend(c, ClientEvent.InputAudioBufferAppend.class)
                                            ? List.of()
                                            : List.of(c));
                        })))
                .contains("talk");
    }

    @Test
    void aMachineThatDoesNotLetTheVoiceGoOnIsFoundOut() {
        assertThat(foundHandsFree("pause", without(Command.Resume.class::isInstance)))
                .contains("pause");
    }

    @Test
    void aMachineThatHoldsTheVoiceWhenTheUserIsSilentAgainIsFoundOut() {
        assertThat(foundHandsFree(
                        "pause",
                        config -> changing(config, (input, step) -> {
                            List<Command> more = new ArrayList<>(step.commands());
                            if (input instanceof Input.UserSpeech speech && !speech.speaking()) {
                                more.add(new Command.Pause(1));
                            }
                            return new Step(more, step.wakeAtNanos(), step.wakeReason());
                        })))
                .contains("pause");
    }

    @Test
    void aMachineThatThrowsAwayWhatItHoldsIsFoundOut() {
        assertThat(foundHandsFree(
                        "I4",
                        config -> changing(
                                config,
                                (input, step) -> rebuilt(
                                        step,
                                        c -> c instanceof Command.Resume
                                                ? List.of(new Command.Flush(c.cause()), c)
                                                : List.of(c)))))
                .contains("I4");
    }

    @Test
    void aMachineThatAsksWithoutBeingAskedIsFoundOut() {
        assertThat(found(
                        "unasked",
                        adding((input, step) -> input instanceof Input.FromServer server
                                        && server.event() instanceof ServerEvent.ResponseDone
                                ? new ClientEvent.ResponseCreate(null, JsonObject.EMPTY)
                                : null)))
                .contains("unasked");
    }

    @Test
    void aMachineThatLosesAQuestionIsFoundOut() {
        assertThat(found("asked", without(c -> isSend(c, ClientEvent.ResponseCreate.class))))
                .contains("asked");
    }

    /** It cancels whatever was created last, also what is outside the conversation and has no sound. */
    @Test
    void aMachineThatEndsWhatNobodyHearsIsFoundOut() {
        assertThat(found("aside", config -> {
                    String[] last = {""};
                    return changing(config, (input, step) -> {
                        if (input instanceof Input.FromServer server
                                && server.event() instanceof ServerEvent.ResponseCreated created) {
                            boolean aside = created.response().conversationId() == null;
                            last[0] = aside ? created.response().id() : "";
                        }
                        return input instanceof Input.Stop && !last[0].isEmpty()
                                ? with(step, new ClientEvent.ResponseCancel(null, last[0]))
                                : step;
                    });
                }))
                .contains("aside");
    }

    @Test
    void aMachineThatLeavesTheServersBufferAsItIsIsFoundOut() {
        assertThat(found("waste", without(c -> isSend(c, ClientEvent.OutputAudioBufferClear.class))))
                .contains("waste");
    }

    @Test
    void aMachineThatClearsABufferThatIsNotThereIsFoundOut() {
        assertThat(found(
                        "clear",
                        adding((input, step) ->
                                input instanceof Input.Stop ? new ClientEvent.OutputAudioBufferClear(null) : null)))
                .contains("clear");
    }

    @Test
    void aMachineThatRemembersWhatWasDeletedIsFoundOut() {
        assertThat(found("I9", listing(items -> {
                    Map<String, ConversationItem> all = new LinkedHashMap<>();
                    return now -> {
                        now.forEach(item -> all.put(item.id(), item));
                        return List.copyOf(all.values());
                    };
                })))
                .contains("I9");
    }

    @Test
    void aMachineThatForgetsAnItemIsFoundOut() {
        assertThat(found("items", listing(items -> now -> now.size() < 2 ? now : now.subList(0, now.size() - 1))))
                .contains("items");
    }

    @Test
    void aMachineThatPutsItemsInAnotherOrderIsFoundOut() {
        assertThat(found("items", listing(items -> now -> {
                    List<ConversationItem> reversed = new ArrayList<>(now);
                    Collections.reverse(reversed);
                    return reversed;
                })))
                .contains("items");
    }

    @Test
    void aMachineThatHoldsQuestionsForEverAfterAReconnectIsFoundOut() {
        assertThat(found("asked", config -> {
                    boolean[] lost = {false};
                    return changing(config, (input, step) -> {
                        lost[0] |= input instanceof Input.TransportDown;
                        return rebuilt(
                                step,
                                c -> lost[0] && isSend(c, ClientEvent.ResponseCreate.class) ? List.of() : List.of(c));
                    });
                }))
                .contains("asked");
    }

    @Test
    void aMachineThatKeepsOutputsOfCallsIsFoundOut() {
        assertThat(found(
                        "tools",
                        without(c -> c instanceof Command.Send send
                                && send.event() instanceof ClientEvent.ConversationItemCreate create
                                && create.item().callId() != null)))
                .contains("tools");
    }

    @Test
    void aMachineThatTellsOfACallTwiceIsFoundOut() {
        assertThat(found(
                        "tools",
                        config -> changing(
                                config,
                                (input, step) -> rebuilt(
                                        step,
                                        c -> c instanceof Command.Notify notify
                                                        && notify.notice() instanceof Notice.ToolCalled
                                                ? List.of(c, c)
                                                : List.of(c)))))
                .contains("tools");
    }

    @Test
    void aMachineThatSaysNothingAboutOutputsIsFoundOut() {
        assertThat(found("tools", config -> {
                    Machine real = Machine.real(config);
                    return new Machine() {
                        @Override
                        public Step handle(Input input, long nowNanos) {
                            return real.handle(
                                    input instanceof Input.ToolOutput t
                                            ? new Input.ToolOutput(t.callId(), t.output(), false)
                                            : input,
                                    nowNanos);
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
                        public Activity activity() {
                            return real.activity();
                        }
                    };
                }))
                .contains("tools");
    }

    @Test
    void aMachineThatSpeaksAboutAnOutputAfterAStopIsFoundOut() {
        assertThat(found(
                        "unasked",
                        adding((input, step) -> input instanceof Input.ToolOutput
                                        && step.commands().stream()
                                                .noneMatch(c -> isSend(c, ClientEvent.ResponseCreate.class))
                                ? new ClientEvent.ResponseCreate(null, JsonObject.EMPTY)
                                : null)))
                .contains("unasked");
    }

    @Test
    void aMachineThatSpinsIsFoundOut() {
        assertThat(found(
                        "I14",
                        config -> changing(config, (input, step) -> new Step(step.commands(), 0, WakeReason.NONE))))
                .contains("I14");
    }

    @Test
    void aMachineThatStopsWhatIsNotThereIsFoundOut() {
        assertThat(found(
                        "stop",
                        config -> changing(config, (input, step) -> {
                            List<Command> more = new ArrayList<>(step.commands());
                            if (input instanceof Input.Stop) {
                                more.add(new Command.Send(1, new ClientEvent.InputAudioBufferClear(null)));
                            }
                            return new Step(more, step.wakeAtNanos(), step.wakeReason());
                        })))
                .contains("stop");
    }

    @Test
    void aMachineThatThrowsIsFoundOut() {
        assertThat(found(
                        "I9",
                        config -> changing(config, (input, step) -> {
                            if (input instanceof Input.Release) {
                                throw new IllegalStateException("no");
                            }
                            return step;
                        })))
                .contains("I9");
    }

    @Test
    void aFailingCaseIsShrunkToWhatMatters() {
        Machine.Factory bad = twice(ClientEvent.ResponseCreate.class);
        for (long seed = 0; ; seed++) {
            Case conversation = Scripts.ofSeed(seed, Strategy.BARGEIN);
            World world = new World(conversation, bad, World.Mode.PLAIN);
            try {
                world.run();
            } catch (Violation v) {
                Case small = Shrinker.shrink(conversation, world.faults(), v.invariant(), c -> Trial.of(c, bad));
                assertThat(small.script()).hasSizeLessThanOrEqualTo(2);
                assertThat(small.faults()).isEmpty();
                assertThat(Trial.report(conversation, world, v, bad)).contains("seed " + seed, "do ");
                return;
            }
        }
    }

    /** The laws that a machine breaks in the first seeds, up to the one that it must break. */
    private static Set<String> found(String law, Machine.Factory machine) {
        return found(law, machine, seed -> Scripts.ofSeed(seed, Strategy.BARGEIN));
    }

    private static Set<String> foundHandsFree(String law, Machine.Factory machine) {
        return found(law, machine, Scripts::handsFree);
    }

    private static Set<String> found(String law, Machine.Factory machine, LongFunction<Case> cases) {
        Set<String> found = new TreeSet<>();
        for (long seed = 0; seed < SEEDS && !found.contains(law); seed++) {
            Violation violation = Trial.of(cases.apply(seed), machine);
            if (violation != null) {
                found.add(violation.invariant());
            }
        }
        return found;
    }

    /** A machine that sends one event more where there is one. */
    private static Machine.Factory adding(BiFunction<Input, Step, @Nullable ClientEvent> more) {
        return config -> changing(config, (input, step) -> {
            ClientEvent event = more.apply(input, step);
            return event == null ? step : with(step, event);
        });
    }

    private static Step with(Step step, ClientEvent event) {
        List<Command> more = new ArrayList<>(step.commands());
        more.add(new Command.Send(1, event));
        return new Step(more, step.wakeAtNanos(), step.wakeReason());
    }

    /** A machine with another list of items; each has a function of its own. */
    private static Machine.Factory listing(Function<ConversationConfig, UnaryOperator<List<ConversationItem>>> change) {
        return config -> {
            Machine real = Machine.real(config);
            UnaryOperator<List<ConversationItem>> own = change.apply(config);
            return new Machine() {
                @Override
                public Step handle(Input input, long nowNanos) {
                    return real.handle(input, nowNanos);
                }

                @Override
                public boolean pressAccepted() {
                    return real.pressAccepted();
                }

                @Override
                public List<ConversationItem> items() {
                    return own.apply(real.items());
                }

                @Override
                public Activity activity() {
                    return real.activity();
                }
            };
        };
    }

    private static Machine.Factory twice(Class<? extends ClientEvent> type) {
        return config ->
                changing(config, (input, step) -> rebuilt(step, c -> isSend(c, type) ? List.of(c, c) : List.of(c)));
    }

    private static Machine.Factory without(Predicate<Command> what) {
        return config -> changing(config, (input, step) -> rebuilt(step, c -> what.test(c) ? List.of() : List.of(c)));
    }

    private static <T extends ClientEvent> Machine.Factory changed(Class<T> type, UnaryOperator<T> change) {
        return config -> changing(
                config,
                (input, step) -> rebuilt(
                        step,
                        c -> isSend(c, type)
                                ? List.of(new Command.Send(
                                        c.cause(), change.apply(type.cast(((Command.Send) c).event()))))
                                : List.of(c)));
    }

    private static boolean isSend(Command command, Class<? extends ClientEvent> type) {
        return command instanceof Command.Send send && type.isInstance(send.event());
    }

    private static Step rebuilt(Step step, Function<Command, List<Command>> each) {
        return new Step(
                step.commands().stream().flatMap(c -> each.apply(c).stream()).toList(),
                step.wakeAtNanos(),
                step.wakeReason());
    }

    private static Machine changing(ConversationConfig config, BiFunction<Input, Step, Step> change) {
        return changing(config, UnaryOperator.identity(), change, UnaryOperator.identity());
    }

    private static Machine changing(
            ConversationConfig config,
            UnaryOperator<Input> heard,
            BiFunction<Input, Step, Step> change,
            UnaryOperator<Conversation.Activity> told) {
        Machine real = Machine.real(config);
        return new Machine() {
            @Override
            public Step handle(Input input, long nowNanos) {
                return change.apply(input, real.handle(heard.apply(input), nowNanos));
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
                return told.apply(real.activity());
            }
        };
    }
}
