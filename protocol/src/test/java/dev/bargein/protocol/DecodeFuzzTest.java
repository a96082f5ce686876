package dev.bargein.protocol;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whatever the bytes, only a {@link ProtocolException} comes out, and what was read is written as the same value. The
 * build replays the inputs beside this class; {@code JAZZER_FUZZ=1} searches for new ones.
 */
class DecodeFuzzTest {
    private static final RealtimeCodec GA = new RealtimeCodec(Dialect.GA);
    private static final RealtimeCodec BETA = new RealtimeCodec(Dialect.BETA);

    @FuzzTest(maxDuration = "60s")
    void json(FuzzedDataProvider data) {
        try {
            JsonValue value = Json.parse(data.consumeRemainingAsString(), CodecLimits.DATA_CHANNEL);
            same(Json.parse(Json.write(value), CodecLimits.CLIENT_INBOUND), value);
        } catch (ProtocolException refused) {
            // as it should be
        }
    }

    @FuzzTest(maxDuration = "60s")
    void serverEvents(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        for (RealtimeCodec codec : new RealtimeCodec[] {GA, BETA}) {
            try {
                JsonObject once = codec.serverJson(codec.decodeServer(text));
                same(codec.serverJson(codec.decodeServer(once)), once);
                codec.encode(codec.decodeServer(text).event());
            } catch (ProtocolException refused) {
                // as it should be
            }
        }
    }

    @FuzzTest(maxDuration = "60s")
    void clientEvents(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        for (RealtimeCodec codec : new RealtimeCodec[] {GA, BETA}) {
            try {
                JsonObject once = codec.clientJson(codec.decodeClient(text));
                same(codec.clientJson(codec.decodeClient(once)), once);
                codec.encode(codec.decodeClient(text).event());
            } catch (ProtocolException refused) {
                // as it should be
            }
        }
    }

    private static void same(JsonValue actual, JsonValue expected) {
        if (!actual.equals(expected)) {
            throw new AssertionError(Json.write(actual) + " instead of " + Json.write(expected));
        }
    }
}
