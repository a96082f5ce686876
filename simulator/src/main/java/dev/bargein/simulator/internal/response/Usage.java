package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.ArrayList;
import java.util.List;

/**
 * Token counts of the size that the real service reports: 100 ms of the user's sound, 50 ms of the assistant's and four
 * characters are a token (docs/protocol.md, section 1c). What a model has read before, from the first token on, counts as
 * cached, in steps of 64.
 */
public final class Usage {
    private static final int INPUT_MS_PER_TOKEN = 100;
    private static final int OUTPUT_MS_PER_TOKEN = 50;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int CACHE_STEP_TOKENS = 64;
    private static final long LIMIT_TOKENS = 40_000;

    private Usage() {}

    /**
     * A piece of what a model reads.
     *
     * @param what tells it from others: an item's id, or a digest of the instructions
     */
    private record Piece(String what, long text, long audio) {
        static Piece of(StoredItem item) {
            int msPerToken = item.role().equals("assistant") ? OUTPUT_MS_PER_TOKEN : INPUT_MS_PER_TOKEN;
            return new Piece(item.id, item.readCharacters() / CHARACTERS_PER_TOKEN, item.audio.ms() / msPerToken);
        }
    }

    /** All that a model reads before it answers. Immutable. */
    static final class Context {
        /** Nothing. */
        static final Context EMPTY = new Context(List.of());

        private final List<Piece> pieces;

        private Context(List<Piece> pieces) {
            this.pieces = List.copyOf(pieces);
        }

        /** Instructions, tools, and items. */
        static Context of(ResponseParameters options, List<StoredItem> items) {
            StringBuilder prompt = new StringBuilder(options.request().instructions());
            options.request()
                    .tools()
                    .forEach(tool -> prompt.append(tool.name())
                            .append(tool.description())
                            .append(Json.write(tool.parameters())));
            List<Piece> pieces = new ArrayList<>();
            // Not the words themselves, which may be many and would be kept until the next response.
            String digest = prompt.length() + "/" + prompt.toString().hashCode();
            pieces.add(new Piece(digest, prompt.length() / CHARACTERS_PER_TOKEN, 0));
            items.forEach(item -> pieces.add(Piece.of(item)));
            return new Context(pieces);
        }

        /** What is read once the answer has been added. */
        Context with(List<StoredItem> answer) {
            List<Piece> more = new ArrayList<>(pieces);
            answer.forEach(item -> more.add(Piece.of(item)));
            return new Context(more);
        }

        /** The instructions and the tools. */
        String prompt() {
            return pieces.isEmpty() ? "" : pieces.get(0).what();
        }

        /** Nothing but the instructions and the tools. */
        Context promptAlone() {
            return new Context(pieces.subList(0, Math.min(1, pieces.size())));
        }

        /** Whether the instructions and the tools are those of another one. */
        boolean beginsAs(Context other) {
            return !other.pieces.isEmpty() && prompt().equals(other.prompt());
        }

        /** The beginning that both have. */
        private Context shared(Context other) {
            int same = 0;
            int most = Math.min(pieces.size(), other.pieces.size());
            while (same < most && pieces.get(same).equals(other.pieces.get(same))) {
                same++;
            }
            return new Context(pieces.subList(0, same));
        }

        private long text() {
            return pieces.stream().mapToLong(Piece::text).sum();
        }

        private long audio() {
            return pieces.stream().mapToLong(Piece::audio).sum();
        }
    }

    /**
     * What a response cost.
     *
     * @param context what it read
     * @param before what was read, and written, before it
     */
    static JsonObject of(Context context, Context before, long spokenSamples, long writtenCharacters) {
        Context cached = context.shared(before);
        return of(
                context.text(),
                context.audio(),
                cached.text() / CACHE_STEP_TOKENS * CACHE_STEP_TOKENS,
                cached.audio() / CACHE_STEP_TOKENS * CACHE_STEP_TOKENS,
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
    public static JsonObject none() {
        return of(0, 0, 0, 0, 0, 0);
    }

    private static JsonObject of(
            long inputText, long inputAudio, long cachedText, long cachedAudio, long outputText, long outputAudio) {
        JsonObject cached = JsonTrees.object("text_tokens", cachedText, "audio_tokens", cachedAudio, "image_tokens", 0);
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
                                cachedText + cachedAudio,
                                "cached_tokens_details",
                                cached),
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
