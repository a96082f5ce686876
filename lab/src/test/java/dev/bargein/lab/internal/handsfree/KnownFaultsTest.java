package dev.bargein.lab.internal.handsfree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.TransportKind;
import dev.bargein.core.BargeInOptions;
import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.SpeechDetector;
import dev.bargein.core.Step;
import dev.bargein.lab.Distribution;
import dev.bargein.lab.handsfree.HandsFreeArm;
import dev.bargein.lab.handsfree.HandsFreeSummary;
import dev.bargein.lab.handsfree.HandsFreeTrial;
import dev.bargein.lab.handsfree.SoundKind;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What measures clients is given clients with known faults. */
class KnownFaultsTest {
    private static final int CONVERSATIONS = 6;

    /** A client in which something can be broken. */
    private abstract static class Broken extends VirtualClient.Core {
        Broken(ConversationConfig config) {
            super(config);
        }

        /** Reads over some frames that would have been heard. */
        final void skip(int frames) {
            for (int i = 0; i < frames; i++) {
                super.render(new short[Levels.FRAME]);
            }
        }
    }

    private static HandsFreeSummary measure(TransportKind transport, VirtualClient.Factory client) {
        HandsFreeArm arm = new HandsFreeArm(transport, 200, "energy");
        ConversationPool pool = new ConversationPool(
                Talkers.synthetic(),
                BargeInOptions.DEFAULT,
                Map.of("energy", SpeechDetector::energy),
                List.of(arm),
                1,
                client);
        return new HandsFreeSummary(
                arm, pool.run(LongStream.range(1, 1 + CONVERSATIONS).boxed().toList(), trial -> {}));
    }

    private static long pauses(HandsFreeSummary summary) {
        return summary.trials().stream()
                .flatMap(trial -> trial.sounds().stream())
                .mapToLong(sound -> sound.pausesMs().size())
                .sum();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aClientWithoutFaultsHasNone(TransportKind transport) {
        HandsFreeSummary summary = measure(transport, VirtualClient.Core::new);

        assertThat(summary.trials())
                .allSatisfy(trial -> assertThat(trial.fault()).isEmpty());
        assertThat(summary.isGood()).isTrue();
        assertThat(pauses(summary)).isPositive();
        assertThat(summary.sounds(SoundKind.INTERRUPTION)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void whatIsLostWhereTheVoiceGoesOnIsCountedToTheSample(TransportKind transport) {
        HandsFreeSummary summary = measure(transport, config -> new Broken(config) {
            @Override
            public void apply(Command.PlayoutCommand command) {
                super.apply(command);
                if (command instanceof Command.Resume) {
                    skip(2);
                }
            }
        });

        assertThat(pauses(summary)).isPositive();
        assertThat(summary.lostSamples()).isCloseTo(480 * pauses(summary), within(summary));
        assertThat(summary.repeatedSamples()).isZero();
        assertThat(summary.isGood()).isFalse();
        assertThat(summary.trials())
                .anySatisfy(trial -> assertThat(trial.fault()).contains("loses 4"));
    }

    private static Offset<Long> within(HandsFreeSummary summary) {
        return Assertions.within(SampleTracker.SOFT_SAMPLES * pauses(summary));
    }

    /** The first whole frame after the voice came back is heard again. */
    private static final class Stutterer extends Broken {
        private short[] last = new short[Levels.FRAME];
        private int resumed;
        private boolean again;

        Stutterer(ConversationConfig config) {
            super(config);
        }

        @Override
        public void apply(Command.PlayoutCommand command) {
            super.apply(command);
            resumed = command instanceof Command.Resume ? 2 : resumed;
        }

        @Override
        public boolean render(short[] into) {
            if (again) {
                again = false;
                System.arraycopy(last, 0, into, 0, into.length);
                return false;
            }
            boolean changed = super.render(into);
            last = into.clone();
            again = --resumed == 0;
            return changed;
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void whatComesTwiceIsSeenWhereTheVoiceGoesOn(TransportKind transport) {
        HandsFreeSummary summary = measure(transport, Stutterer::new);

        assertThat(summary.failed()).isPositive();
        assertThat(summary.trials())
                .anySatisfy(trial -> assertThat(trial.fault()).matches("the voice skipped 0 and repeated 2(3|4)\\d.*"));
        assertThat(summary.isGood()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aClientThatNeverYieldsHasAYieldOfNothing(TransportKind transport) {
        HandsFreeSummary summary = measure(transport, config -> new Broken(config) {
            @Override
            public void apply(Command.PlayoutCommand command) {
                if (!(command instanceof Command.Flush || command instanceof Command.ShutGate)) {
                    super.apply(command);
                }
            }

            @Override
            public Step handle(Input input, long nowNanos) {
                Step step = super.handle(input, nowNanos);
                // Nobody tells the service either.
                return new Step(
                        step.commands().stream()
                                .filter(command -> !(command instanceof Command.Send send
                                        && (send.event().type().equals("response.cancel")
                                                || send.event().type().startsWith("output_audio_buffer"))))
                                .toList(),
                        step.wakeAtNanos(),
                        step.wakeReason());
            }
        });

        assertThat(summary.yieldRate()).isZero();
        assertThat(summary.isGood()).isFalse();
        assertThat(summary.trials().stream().map(HandsFreeTrial::fault)).contains("does not yield");
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aVoiceThatIsHeldForLongerIsMeasured(TransportKind transport) {
        HandsFreeSummary summary = measure(transport, config -> new Broken(config) {
            private int left = -1;

            @Override
            public void apply(Command.PlayoutCommand command) {
                if (command instanceof Command.Pause) {
                    left = 90;
                }
                if (command instanceof Command.Resume) {
                    return;
                }
                super.apply(command);
            }

            @Override
            public boolean render(short[] into) {
                if (left >= 0 && left-- == 0) {
                    super.apply(new Command.Resume(0));
                }
                return super.render(into);
            }
        });

        Distribution pauses = summary.falsePauses().orElseThrow();
        assertThat(pauses.p50()).isBetween(890.0, 910.0);
        assertThat(summary.isGood()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aVoiceThatIsHeldLaterIsMeasured(TransportKind transport) {
        HandsFreeSummary prompt = measure(transport, VirtualClient.Core::new);
        HandsFreeSummary summary = measure(transport, config -> new Broken(config) {
            private int left = -1;

            @Override
            public void apply(Command.PlayoutCommand command) {
                if (command instanceof Command.Pause) {
                    left = 20;
                } else {
                    left = -1;
                    super.apply(command);
                }
            }

            @Override
            public boolean render(short[] into) {
                if (left >= 0 && left-- == 0) {
                    super.apply(new Command.Pause(0));
                }
                return super.render(into);
            }
        });

        double late = summary.onsetToSilence().orElseThrow().p50();
        assertThat(late - prompt.onsetToSilence().orElseThrow().p50()).isBetween(195.0, 205.0);
        assertThat(summary.isGood()).isFalse();
    }
}
