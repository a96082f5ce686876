package dev.bargein.simulator.internal;

import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;

/**
 * Token counts of the size that the real service reports: 100 ms of input audio and 50 ms of output audio are a token
 * (protocol reference, section 1c).
 *
 * <p>Thread law: stateless.
 */
final class Usage {
    private static final int INPUT_MS_PER_TOKEN = 100;
    private static final int OUTPUT_MS_PER_TOKEN = 50;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final long LIMIT_TOKENS = 40_000;

    private Usage() {}

    /** What a response cost. */
    static JsonObject of(Conversation conversation, long spokenSamples, int writtenCharacters) {
        long inputText = 0;
        long inputAudio = 0;
        for (StoredItem item : conversation.items()) {
            inputText += item.text().length() / CHARACTERS_PER_TOKEN;
            inputAudio +=
                    item.audio.ms() / (item.role().equals("assistant") ? OUTPUT_MS_PER_TOKEN : INPUT_MS_PER_TOKEN);
        }
        return of(
                inputText,
                inputAudio,
                writtenCharacters / CHARACTERS_PER_TOKEN,
                Pcm.toMs(spokenSamples) / OUTPUT_MS_PER_TOKEN);
    }

    /** The tokens of so many characters and so many samples. */
    static long outputTokens(long characters, long samples) {
        return characters / CHARACTERS_PER_TOKEN + Pcm.toMs(samples) / OUTPUT_MS_PER_TOKEN;
    }

    /** How many more samples a limit allows after so many characters and samples. */
    static long samplesLeft(long maxTokens, long characters, long samples) {
        long tokens = maxTokens - characters / CHARACTERS_PER_TOKEN;
        return tokens >= Integer.MAX_VALUE ? tokens : Pcm.toSamples(tokens * OUTPUT_MS_PER_TOKEN) - samples;
    }

    /** What a response cost that never said anything. */
    static JsonObject none() {
        return of(0, 0, 0, 0);
    }

    private static JsonObject of(long inputText, long inputAudio, long outputText, long outputAudio) {
        return JsonTrees.object(
                "total_tokens", inputText + inputAudio + outputText + outputAudio,
                "input_tokens", inputText + inputAudio,
                "output_tokens", outputText + outputAudio,
                "input_token_details",
                        JsonTrees.object(
                                "text_tokens",
                                inputText,
                                "audio_tokens",
                                inputAudio,
                                "image_tokens",
                                0,
                                "cached_tokens",
                                0,
                                "cached_tokens_details",
                                JsonTrees.object("text_tokens", 0, "audio_tokens", 0, "image_tokens", 0)),
                "output_token_details", JsonTrees.object("text_tokens", outputText, "audio_tokens", outputAudio));
    }

    /** The rate limits after so many tokens were used. */
    static JsonArray limits(long usedTokens) {
        long left = Math.max(0, LIMIT_TOKENS - usedTokens);
        double reset = (LIMIT_TOKENS - left) * 60.0 / LIMIT_TOKENS;
        return JsonTrees.array(
                JsonTrees.object("name", "tokens", "limit", LIMIT_TOKENS, "remaining", left, "reset_seconds", reset));
    }
}
