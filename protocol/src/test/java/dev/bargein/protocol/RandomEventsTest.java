package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Invariant I13 and the refusals over many changed events; a failure names its seed. */
@Timeout(120)
class RandomEventsTest {
    private static final int ROUNDS = 40;
    private static final RealtimeCodec GA = new RealtimeCodec(Dialect.GA);
    private static final RealtimeCodec BETA = new RealtimeCodec(Dialect.BETA);

    @Test
    void changedServerEventsAreReadAndComeOutAsTheyWentIn() {
        int tried = 0;
        int unknown = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < Samples.GA_SERVER.size(); i++) {
                unknown += roundTrip(GA, Samples.GA_SERVER.get(i), 1000L * round + i);
                tried++;
            }
            for (int i = 0; i < Samples.BETA_SERVER.size(); i++) {
                unknown += roundTrip(BETA, Samples.BETA_SERVER.get(i), 1000L * round + 500 + i);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(1800);
        assertThat(unknown).as("both kinds are tried").isBetween(tried / 4, tried * 3 / 4);
    }

    private static int roundTrip(RealtimeCodec codec, String sample, long seed) {
        JsonObject json = new Mutator(seed).mutate(Samples.json(sample));
        Message<ServerEvent> message = codec.decodeServer(Json.write(json));

        assertThat(message.json()).as("read, seed %s", seed).isEqualTo(json);
        assertThat(codec.serverJson(message)).as("written, seed %s", seed).isEqualTo(json);
        return message.event() instanceof ServerEvent.Unknown ? 1 : 0;
    }

    @Test
    void changedClientEventsAreRefusedOrComeOutAsTheyWentIn() {
        int taken = 0;
        int refused = 0;
        for (int round = 0; round < 2 * ROUNDS; round++) {
            for (int i = 0; i < Samples.GA_CLIENT.size(); i++) {
                long seed = 1_000_000 + 1000L * round + i;
                JsonObject json = new Mutator(seed).mutate(Samples.json(Samples.GA_CLIENT.get(i)));
                try {
                    Message<ClientEvent> message = GA.decodeClient(Json.write(json));
                    assertThat(GA.clientJson(message)).as("seed %s", seed).isEqualTo(json);
                    taken++;
                } catch (ProtocolException e) {
                    assertThat(e.code())
                            .as("seed %s", seed)
                            .isIn("invalid_event", "invalid_value", "invalid_type", "missing_required_parameter");
                    assertThat(e.eventId()).as("seed %s", seed).isEqualTo(json.string("event_id"));
                    refused++;
                }
            }
        }
        assertThat(taken).isGreaterThan(300);
        assertThat(refused).isGreaterThan(300);
    }

    @Test
    void whatBothDialectsTranslateSettlesAtOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < Samples.GA_SERVER.size(); i++) {
                long seed = 2_000_000 + 1000L * round + i;
                JsonObject json = new Mutator(seed).mutate(Samples.json(Samples.GA_SERVER.get(i)));

                JsonObject beta = BETA.serverJson(BETA.decodeServer(json));

                assertThat(BETA.serverJson(BETA.decodeServer(beta)))
                        .as("seed %s", seed)
                        .isEqualTo(beta);
            }
        }
    }

    @Test
    void changedTextIsReadOrRefusedAndNothingElse() {
        List<List<String>> sources = List.of(Samples.GA_SERVER, Samples.BETA_SERVER, Samples.GA_CLIENT);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (List<String> source : sources) {
                for (int i = 0; i < source.size(); i++) {
                    refused += readAnyhow(source.get(i), 3_000_000 + 1000L * round + i);
                }
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    private static int readAnyhow(String sample, long seed) {
        String text = new Mutator(seed).mutate(sample);
        JsonValue value;
        try {
            value = Json.parse(text, CodecLimits.DATA_CHANNEL);
        } catch (ProtocolException e) {
            assertThat(e.code()).as("seed %s", seed).isEqualTo(ErrorCodes.INVALID_JSON);
            return 1;
        }
        assertThat(Json.parse(Json.write(value), CodecLimits.DATA_CHANNEL))
                .as("seed %s", seed)
                .isEqualTo(value);
        return 0;
    }

    @Test
    void theSameSeedMakesTheSameChange() {
        JsonObject json = Samples.server("response.done");

        assertThat(new Mutator(7).mutate(json)).isEqualTo(new Mutator(7).mutate(json));
        assertThat(new Mutator(7).mutate(json)).isNotEqualTo(new Mutator(8).mutate(json));
    }
}
