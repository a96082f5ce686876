package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How well "heard" in words is known: the estimate at 200 interruptions, against the times of the words that MaryTTS has of
 * its own voice ({@code heard-words.txt}, made by {@code WordTimes} of the module {@code speech}).
 */
class HeardWordsTest {
    private static final int INTERRUPTIONS = 200;

    /** Where each word ends, in samples. */
    private record Spoken(String text, short[] pcm, long[] wordEnds) {
        int wordsAt(long samples) {
            int words = 0;
            while (words < wordEnds.length && wordEnds[words] <= samples) {
                words++;
            }
            return words;
        }
    }

    @ParameterizedTest(name = "generated whole: {0}")
    @ValueSource(booleans = {true, false})
    void theWordsThatWereHeardAreKnownToAWord(boolean whole) throws IOException {
        List<Spoken> answers = answers();
        Random random = new Random(7);
        List<Integer> errors = new ArrayList<>();
        StringBuilder worst = new StringBuilder();
        for (int i = 0; i < INTERRUPTIONS; i++) {
            Spoken spoken = answers.get(i % answers.size());
            int frames = 20 + random.nextInt(spoken.pcm.length / Playout.FRAME_SAMPLES - 30);
            String estimate = interrupted(spoken, frames, whole);
            int estimated = estimate.isEmpty() ? 0 : estimate.split("\\s+").length;
            int truth = spoken.wordsAt((long) frames * Playout.FRAME_SAMPLES);
            errors.add(Math.abs(estimated - truth));
            if (Math.abs(estimated - truth) > 2) {
                worst.append(estimated - truth).append(" at ").append(estimate).append('\n');
            }
        }
        errors.sort(null);
        String told = String.format(
                Locale.ROOT,
                "%d interruptions: words off, p50 %d, p95 %d, worst %d%n%s",
                errors.size(),
                errors.get(errors.size() / 2),
                errors.get(errors.size() * 95 / 100),
                errors.get(errors.size() - 1),
                worst);
        assertThat(errors.get(errors.size() / 2)).as(told).isLessThanOrEqualTo(1);
        assertThat(errors.get(errors.size() - 1)).as(told).isLessThanOrEqualTo(3);
    }

    /** What a conversation estimates when it is stopped after so many frames. */
    private static String interrupted(Spoken spoken, int frames, boolean whole) {
        ConversationConfig config = ConversationConfig.of(TransportTraits.WEBSOCKET);
        Conversation conversation = new Conversation(config);
        Playout playout = new Playout(config.traits());
        List<Notice> notices = new ArrayList<>();
        give(conversation, playout, notices, new Input.TransportUp());
        give(
                conversation,
                playout,
                notices,
                new Input.FromServer(new ServerEvent.SessionUpdated("", JsonObject.EMPTY)));
        give(
                conversation,
                playout,
                notices,
                new Input.FromServer(new ServerEvent.ResponseCreated("", Response.inProgress("r"))));
        // Three times as fast as it is spoken, with the text a little ahead of the sound.
        int made = whole ? spoken.pcm.length : Math.min(spoken.pcm.length, 3 * frames * Playout.FRAME_SAMPLES);
        int textTo = 0;
        for (int at = 0; at < made; at += 4_800) {
            int to = Math.min(made, at + 4_800);
            int text = (int)
                    Math.min(spoken.text.length(), (long) spoken.text.length() * (to + 9_600) / spoken.pcm.length);
            if (text > textTo) {
                give(
                        conversation,
                        playout,
                        notices,
                        new Input.FromServer(new ServerEvent.ResponseOutputAudioTranscriptDelta(
                                "", "r", "i", 0, 0, spoken.text.substring(textTo, text))));
                textTo = text;
            }
            give(
                    conversation,
                    playout,
                    notices,
                    new Input.FromServer(new ServerEvent.ResponseOutputAudioDelta(
                            "", "r", "i", 0, 0, AudioBytes.ofPcm(spoken.pcm, at, to - at))));
        }
        if (whole) {
            give(
                    conversation,
                    playout,
                    notices,
                    new Input.FromServer(new ServerEvent.ResponseOutputAudioDone("", "r", "i", 0, 0)));
        }
        short[] frame = new short[Playout.FRAME_SAMPLES];
        for (int i = 0; i < frames; i++) {
            playout.render(frame);
        }
        give(conversation, playout, notices, new Input.Played(playout.report()));
        give(conversation, playout, notices, new Input.Stop());
        for (Notice notice : notices) {
            if (notice instanceof Notice.Interrupted i) {
                return i.heard().get(0).textEstimate();
            }
        }
        throw new AssertionError("nothing was interrupted");
    }

    private static void give(Conversation conversation, Playout playout, List<Notice> notices, Input input) {
        Step step = conversation.handle(input, 0);
        for (Command command : step.commands()) {
            if (command instanceof Command.PlayoutCommand p) {
                playout.apply(p);
            } else if (command instanceof Command.Notify n) {
                notices.add(n.notice());
            }
        }
    }

    private static List<Spoken> answers() throws IOException {
        List<Spoken> answers = new ArrayList<>();
        try (InputStream in = HeardWordsTest.class.getResourceAsStream("heard-words.txt")) {
            Iterator<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .iterator();
            while (lines.hasNext()) {
                long[] numbers = Arrays.stream(lines.next().split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray();
                answers.add(new Spoken(
                        lines.next(), new short[(int) numbers[0]], Arrays.copyOfRange(numbers, 1, numbers.length)));
            }
        }
        return answers;
    }
}
