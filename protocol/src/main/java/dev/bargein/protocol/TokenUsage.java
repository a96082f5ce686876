package dev.bargein.protocol;

/**
 * How many tokens responses took (docs/protocol.md, section 1c). All are 0 where a service does not say.
 *
 * @param input what the model read, cached tokens included
 * @param cached how much of that it had read before, at a lower price
 * @param output what the model made
 */
public record TokenUsage(Tokens input, Tokens cached, Tokens output) {
    /** None. */
    public static final TokenUsage NONE = new TokenUsage(Tokens.NONE, Tokens.NONE, Tokens.NONE);

    /**
     * Tokens by kind.
     *
     * @param text of text, transcripts and functions among them
     * @param audio of sound
     * @param image of pictures
     */
    public record Tokens(long text, long audio, long image) {
        /** None. */
        public static final Tokens NONE = new Tokens(0, 0, 0);

        /** Of all kinds together. */
        public long total() {
            return text + audio + image;
        }

        /** Together with others. */
        public Tokens plus(Tokens other) {
            return new Tokens(text + other.text, audio + other.audio, image + other.image);
        }

        private static Tokens of(JsonObject details) {
            return new Tokens(
                    Math.max(0, details.number("text_tokens", 0)),
                    Math.max(0, details.number("audio_tokens", 0)),
                    Math.max(0, details.number("image_tokens", 0)));
        }
    }

    /**
     * Prices for a million tokens of each kind, in any currency.
     *
     * @param input of what is read
     * @param cached of what is read again
     * @param output of what is made
     */
    public record Prices(Price input, Price cached, Price output) {}

    /** A price for a million tokens by kind. */
    public record Price(double text, double audio, double image) {
        private double of(long textTokens, long audioTokens, long imageTokens) {
            return (textTokens * text + audioTokens * audio + imageTokens * image) / 1e6;
        }
    }

    /** The {@code usage} of a response. */
    public static TokenUsage of(JsonObject usage) {
        JsonObject input = usage.object("input_token_details");
        return new TokenUsage(
                Tokens.of(input),
                Tokens.of(input.object("cached_tokens_details")),
                Tokens.of(usage.object("output_token_details")));
    }

    /** Together with others. */
    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(input.plus(other.input), cached.plus(other.cached), output.plus(other.output));
    }

    /** What they cost; cached tokens are not paid for as read ones too. */
    public double cost(Prices prices) {
        return prices.input()
                        .of(
                                Math.max(0, input.text - cached.text),
                                Math.max(0, input.audio - cached.audio),
                                Math.max(0, input.image - cached.image))
                + prices.cached().of(cached.text, cached.audio, cached.image)
                + prices.output().of(output.text, output.audio, output.image);
    }
}
