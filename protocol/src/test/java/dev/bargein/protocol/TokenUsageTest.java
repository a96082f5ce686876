package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.protocol.TokenUsage.Price;
import dev.bargein.protocol.TokenUsage.Prices;
import dev.bargein.protocol.TokenUsage.Tokens;
import org.junit.jupiter.api.Test;

class TokenUsageTest {
    private static final String USAGE = "{\"total_tokens\":2160,\"input_tokens\":2000,\"output_tokens\":160,"
            + "\"input_token_details\":{\"text_tokens\":1500,\"audio_tokens\":450,\"image_tokens\":50,"
            + "\"cached_tokens\":1408,\"cached_tokens_details\":{\"text_tokens\":1344,\"audio_tokens\":64}},"
            + "\"output_token_details\":{\"text_tokens\":40,\"audio_tokens\":120}}";

    private static TokenUsage read() {
        return TokenUsage.of(Json.parseObject(USAGE, CodecLimits.CLIENT_INBOUND));
    }

    @Test
    void tokensAreCountedByKind() {
        assertThat(read())
                .isEqualTo(
                        new TokenUsage(new Tokens(1_500, 450, 50), new Tokens(1_344, 64, 0), new Tokens(40, 120, 0)));
        assertThat(read().plus(read()).input().total()).isEqualTo(4_000);
    }

    @Test
    void cachedTokensAreCheaperAndNotPaidTwice() {
        Prices prices = new Prices(new Price(4, 32, 5), new Price(0.4, 0.4, 0.5), new Price(16, 64, 0));
        double expected = (156 * 4 + 386 * 32 + 50 * 5 + 1_344 * 0.4 + 64 * 0.4 + 40 * 16 + 120 * 64) / 1e6;
        assertThat(read().cost(prices)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void aServiceThatSaysNothingOrNonsenseCountsAsNothing() {
        assertThat(TokenUsage.of(JsonObject.EMPTY)).isEqualTo(TokenUsage.NONE);
        assertThat(TokenUsage.of(Json.parseObject(
                        "{\"input_token_details\":{\"text_tokens\":-5,\"audio_tokens\":\"9\"}}",
                        CodecLimits.CLIENT_INBOUND)))
                .isEqualTo(TokenUsage.NONE);
    }
}
