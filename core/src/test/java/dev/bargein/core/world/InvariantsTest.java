package dev.bargein.core.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Strategy;
import dev.bargein.core.TransportTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The invariants I1 to I12, I14 and I15 of the core, over seeded conversations in virtual time.
 *
 * <p>{@code -Dbargein.seeds=200000} runs more of them, {@code -Dbargein.seed=123} starts elsewhere. A failure prints its
 * seed and the smallest case found, which belongs into {@code src/test/resources/seeds}.
 */
class InvariantsTest {
    /** Conversations that are held to every law; a sixth for each transport and profile. */
    private static final long ALL_SEEDS = Long.getLong("bargein.seeds", 10_000);

    /** Those that other questions are asked of, which take more than one run each: fewer of them, unless told otherwise. */
    private static final long SEEDS = (Long.getLong("bargein.seeds", 3_000) + 9) / 10 * 2;

    private static final long FIRST = Long.getLong("bargein.seed", 0);

    static Stream<Arguments> worlds() {
        return Stream.of(TransportTraits.WEBSOCKET, TransportTraits.WEBRTC)
                .flatMap(t -> Stream.of(Profile.values()).map(p -> Arguments.of(t.name(), p)));
    }

    @ParameterizedTest(name = "on {0} in a {1} world")
    @MethodSource("worlds")
    void everyLawHoldsInEveryConversation(String transport, Profile profile) {
        seeds(ALL_SEEDS, transport, profile)
                .forEach(seed -> Trial.check(Scripts.ofSeed(seed, Strategy.BARGEIN), Machine::real));
    }

    /** The microphone is open: coughs hold the voice, which goes on at the very sample, and speech that lasts cuts it. */
    @ParameterizedTest(name = "on {0} in a {1} world")
    @MethodSource("worlds")
    void everyLawHoldsWithAnOpenMicrophone(String transport, Profile profile) {
        seeds(ALL_SEEDS / 5, transport, profile).forEach(seed -> Trial.check(Scripts.handsFree(seed), Machine::real));
    }

    @ParameterizedTest(name = "in a {0} world")
    @EnumSource(Profile.class)
    void theKnownBadStrategiesStillKeepTheLawsOfTheProtocol(Profile profile) {
        for (Strategy strategy : Strategy.all()) {
            for (String transport : List.of("websocket", "webrtc")) {
                seeds(SEEDS / 40, transport, profile)
                        .forEach(seed -> Trial.check(Scripts.ofSeed(seed, strategy), Machine::real));
            }
        }
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        TreeSet<Long> traces = new TreeSet<>();
        for (long seed = FIRST; seed < FIRST + SEEDS / 24; seed++) {
            Case conversation = Scripts.ofSeed(seed, Strategy.BARGEIN);
            long trace = new World(conversation, Machine::real, World.Mode.PLAIN)
                    .traced()
                    .run()
                    .trace();
            assertThat(new World(conversation, Machine::real, World.Mode.PLAIN)
                            .traced()
                            .run()
                            .trace())
                    .as("seed %d", seed)
                    .isEqualTo(trace);
            traces.add(trace);
        }
        assertThat(traces).as("different seeds tell different stories").hasSizeGreaterThan((int) (SEEDS / 48));
    }

    @Test
    void anEventThatComesTwiceChangesNothingThatIsSent() {
        for (long seed = FIRST; seed < FIRST + SEEDS / 8; seed++) {
            Case conversation = Scripts.ofSeed(seed, Strategy.BARGEIN);
            if (conversation.profile() == Profile.CLEAN) {
                long once = new World(conversation, Machine::real, World.Mode.PLAIN)
                        .traced()
                        .run()
                        .sentTrace();
                assertThat(new World(conversation, Machine::real, World.Mode.DOUBLED)
                                .traced()
                                .run()
                                .sentTrace())
                        .as("seed %d", seed)
                        .isEqualTo(once);
            }
        }
    }

    @Test
    void aWakeThatComesLateChangesNothingThatIsSent() {
        for (long seed = FIRST; seed < FIRST + SEEDS / 2; seed++) {
            Case conversation = Scripts.ofSeed(seed, Strategy.BARGEIN);
            long late = new World(conversation, Machine::real, World.Mode.PLAIN)
                    .traced()
                    .run()
                    .sentTrace();
            assertThat(new World(conversation, Machine::real, World.Mode.PUNCTUAL)
                            .traced()
                            .run()
                            .sentTrace())
                    .as("seed %d", seed)
                    .isEqualTo(late);
        }
    }

    @Test
    void bothTransportsReachTheSameConversation() {
        int compared = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS / 12; seed++) {
            Case onWebSocket = Scripts.comparable(seed);
            World first = new World(onWebSocket, Machine::real, World.Mode.PLAIN).run();
            World second =
                    new World(onWebSocket.withTransport(TransportTraits.WEBRTC), Machine::real, World.Mode.PLAIN).run();
            if (!first.tooCloseToCall() && !second.tooCloseToCall()) {
                compared++;
                assertThat(summary(second)).as("seed %d", seed).isEqualTo(summary(first));
            }
        }
        assertThat(compared).isPositive();
    }

    /** Who said something, in order, and whether it was cut; where an item ends only the server can tell on WebRTC. */
    private static List<String> summary(World world) {
        List<String> out = new ArrayList<>();
        for (ServerItem item : world.server().items()) {
            if (item.response < 0) {
                out.add(item.role);
            } else {
                String name =
                        item.role + " " + item.response + (world.interrupted(item.response) ? " interrupted" : "");
                if (out.isEmpty() || !out.get(out.size() - 1).equals(name)) {
                    out.add(name);
                }
            }
        }
        return out;
    }

    private static LongStream seeds(long all, String transport, Profile profile) {
        return LongStream.range(FIRST, FIRST + all).filter(seed -> {
            return Scripts.transport(seed).name().equals(transport) && Scripts.profile(seed) == profile;
        });
    }
}
