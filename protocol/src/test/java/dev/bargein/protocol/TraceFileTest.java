package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace file: what is written is read, and what is not a trace is refused with its line. */
class TraceFileTest {
    private static final String HEADER = "{\"trace\":\"bargein\",\"version\":1,\"wall\":\"2026-01-31T12:00:00.250Z\","
            + "\"text\":false,\"audio\":false,\"info\":{}}\n";
    private static final String ENTRY = "{\"t\":5,\"dir\":\"in\",\"event\":{\"type\":\"x\"}}\n";
    private static final long WALL_MS = 1_769_860_800_250L;

    @Test
    void aTraceIsAHeaderAndALineAnEntry() {
        StringBuilder out = new StringBuilder();
        TraceWriter writer = new TraceWriter(out, TraceHeader.at(WALL_MS));
        writer.write(5, TraceDirection.IN, JsonObject.EMPTY.with("type", "x"));
        writer.write(new TraceEntry(1_000_000_007, TraceDirection.NOTE, JsonObject.EMPTY));

        assertThat(out).hasToString(HEADER + ENTRY + "{\"t\":1000000007,\"dir\":\"note\",\"event\":{}}\n");
    }

    @Test
    void theHeaderSaysWhatTheTraceHolds() {
        JsonObject info = JsonObject.EMPTY
                .with("transport", "websocket")
                .with("api_key", "x")
                .with("who", "Ann");
        for (TraceHeader header : List.of(
                TraceHeader.at(WALL_MS),
                TraceHeader.at(WALL_MS).withText(),
                TraceHeader.at(0).withAudio(),
                TraceHeader.at(-1).withText().withAudio())) {
            StringBuilder out = new StringBuilder();
            new TraceWriter(out, header);

            assertThat(new TraceReader(new StringReader(out.toString())).header())
                    .isEqualTo(header);
        }
        StringBuilder out = new StringBuilder();
        new TraceWriter(out, TraceHeader.at(0).withInfo(info));
        assertThat(new TraceReader(new StringReader(out.toString())).header().info())
                .isEqualTo(JsonObject.EMPTY
                        .with("transport", "websocket")
                        .with("api_key", "[secret]")
                        .with("who", JsonObject.EMPTY.with("chars", 3)));
    }

    @ParameterizedTest
    @EnumSource(TraceDirection.class)
    void everyDirectionIsWrittenAndRead(TraceDirection direction) {
        StringBuilder out = new StringBuilder();
        TraceEntry entry = new TraceEntry(7, direction, JsonObject.EMPTY.with("type", "x"));
        new TraceWriter(out, TraceHeader.at(0)).write(entry);

        assertThat(out.toString()).contains("\"dir\":\"" + direction.wireName() + "\"");
        assertThat(readAll(out.toString())).containsExactly(entry);
    }

    @Test
    void theNamesOfDirectionsAreThoseOfTheFormat() {
        assertThat(TraceDirection.values())
                .extracting(TraceDirection::wireName)
                .containsExactly("in", "out", "app", "media", "note");
    }

    @Test
    void aWholeConversationIsReadAsItWasWritten() {
        StringBuilder out = new StringBuilder();
        TraceWriter writer = new TraceWriter(out, TraceHeader.at(0).withText().withAudio());
        List<TraceEntry> entries = new ArrayList<>();
        for (String sample : Samples.GA_SERVER) {
            entries.add(new TraceEntry(entries.size() * 1000L, TraceDirection.IN, Samples.json(sample)));
        }
        entries.forEach(writer::write);

        assertThat(readAll(out.toString())).isEqualTo(entries);
    }

    @Test
    void anEntryBeforeTheBeginningIsRefused() {
        assertThatThrownBy(() -> new TraceEntry(-1, TraceDirection.IN, JsonObject.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new TraceEntry(0, TraceDirection.IN, JsonObject.EMPTY).nanos())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\n\n", "\n\r\n"})
    void lineEndsOfAnyKindAndEmptyLinesAreTaken(String end) {
        String text = (HEADER + ENTRY + ENTRY).replace("\n", end);

        assertThat(readAll(text)).hasSize(2);
        assertThat(readAll(end + text)).hasSize(2);
    }

    @Test
    void aLastLineWithoutAnEndIsTakenWhenItIsWhole() {
        String text = HEADER + ENTRY + ENTRY.trim();
        TraceReader reader = new TraceReader(new StringReader(text));

        assertThat(reader.next()).isNotNull();
        assertThat(reader.next()).isNotNull();
        assertThat(reader.next()).isNull();
        assertThat(reader.torn()).isFalse();
    }

    @Test
    void aLastLineThatBreaksOffIsTold() {
        for (int cut = 1; cut < ENTRY.length() - 2; cut++) {
            TraceReader reader = new TraceReader(new StringReader(HEADER + ENTRY + ENTRY.substring(0, cut)));

            assertThat(reader.next()).isNotNull();
            assertThat(reader.torn()).isFalse();
            assertThat(reader.next()).as("cut at %s", cut).isNull();
            assertThat(reader.torn()).isTrue();
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void nothingFollowsTheEnd() {
        TraceReader reader = new TraceReader(new StringReader(HEADER));

        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
        assertThat(reader.torn()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | empty",
                "{} | header",
                "{\"trace\":\"other\",\"version\":1} | header",
                "{\"trace\":\"bargein\"} | version",
                "{\"trace\":\"bargein\",\"version\":2,\"wall\":\"2026-01-31T12:00:00Z\"} | version",
                "{\"trace\":\"bargein\",\"version\":1} | wall",
                "{\"trace\":\"bargein\",\"version\":1,\"wall\":\"yesterday\"} | wall",
                "{\"trace\":\"bargein\",\"version\":1,\"wall\":\"+1000000000-12-31T23:59:59Z\"} | wall",
                "{\"trace\":\"bargein | JSON",
                "[] | object",
            })
    void whatDoesNotBeginWithAHeaderIsNoTrace(String text, String why) {
        assertThatThrownBy(() -> new TraceReader(new StringReader(text)))
                .isInstanceOfSatisfying(
                        TraceException.class, e -> assertThat(e.line()).isEqualTo(1))
                .hasMessageStartingWith("Line 1 of the trace: ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"dir\":\"in\",\"event\":{}} | \"t\"",
                "{\"t\":\"5\",\"dir\":\"in\",\"event\":{}} | \"t\"",
                "{\"t\":-1,\"dir\":\"in\",\"event\":{}} | \"t\"",
                "{\"t\":1.5,\"dir\":\"in\",\"event\":{}} | \"t\"",
                "{\"t\":1e3,\"dir\":\"in\",\"event\":{}} | \"t\"",
                "{\"t\":1,\"event\":{}} | \"dir\"",
                "{\"t\":1,\"dir\":\"IN\",\"event\":{}} | \"dir\"",
                "{\"t\":1,\"dir\":7,\"event\":{}} | \"dir\"",
                "{\"t\":1,\"dir\":\"in\"} | \"event\"",
                "{\"t\":1,\"dir\":\"in\",\"event\":[]} | \"event\"",
                "{\"t\":1,\"dir\":\"in\",\"event\":{} | JSON",
                "7 | object",
            })
    void aLineThatIsNoEntryIsNamed(String line, String why) {
        TraceReader reader = new TraceReader(new StringReader(HEADER + ENTRY + "\n" + line + "\n" + ENTRY));
        reader.next();

        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        TraceException.class, e -> assertThat(e.line()).isEqualTo(4))
                .hasMessageStartingWith("Line 4 of the trace: ")
                .hasMessageContaining(why);
    }

    @Test
    void zeroIsATime() {
        assertThat(readAll(HEADER + ENTRY.replace("5", "0")).get(0).nanos()).isZero();
    }

    @Test
    void linesAreLimited() {
        int length = HEADER.length() - 1;
        String fits = "{\"t\":1,\"dir\":\"in\",\"event\":{\"a\":\"";
        String line = fits + "x".repeat(length - fits.length() - 3) + "\"}}";
        assertThat(line).hasSize(length);

        assertThat(readAll(new TraceReader(new StringReader(HEADER + line + "\n"), length, 1)))
                .hasSize(1);
        TraceReader reader = new TraceReader(new StringReader(HEADER + line + " \n"), length, 1);
        assertThatThrownBy(reader::next)
                .isInstanceOf(TraceException.class)
                .hasMessage("Line 2 of the trace: it is longer than " + length + " characters.");
    }

    @Test
    @Timeout(30)
    void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() {
        TraceReader reader = new TraceReader(new Endless(HEADER, 'x'));

        assertThatThrownBy(reader::next).isInstanceOf(TraceException.class).hasMessageContaining("longer than");
    }

    @Test
    void entriesAreLimited() {
        String text = HEADER + ENTRY + ENTRY + ENTRY;

        assertThat(readAll(new TraceReader(new StringReader(text), 1000, 3))).hasSize(3);
        TraceReader reader = new TraceReader(new StringReader(text), 1000, 2);
        reader.next();
        reader.next();
        assertThatThrownBy(reader::next).isInstanceOf(TraceException.class).hasMessageContaining("more than 2 entries");
    }

    @Test
    void longLinesAreReadAcrossBuffers() {
        JsonObject event = JsonObject.EMPTY.with("type", "x").with("text", "abc\u00e9\ud83d\ude00".repeat(10_000));
        StringBuilder out = new StringBuilder();
        new TraceWriter(out, TraceHeader.at(0).withText()).write(1, TraceDirection.APP, event);

        assertThat(readAll(out.toString())).containsExactly(new TraceEntry(1, TraceDirection.APP, event));
    }

    @Test
    void aDiskThatFailsIsTold() {
        Reader broken = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("no disk");
            }

            @Override
            public void close() {}
        };
        Appendable full = new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw new IOException("no space");
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                throw new IOException("no space");
            }

            @Override
            public Appendable append(char c) throws IOException {
                throw new IOException("no space");
            }
        };

        assertThatThrownBy(() -> new TraceReader(broken)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> new TraceWriter(full, TraceHeader.at(0))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @Timeout(60)
    void aChangedTraceIsReadOrRefusedAndNothingElse() {
        String text = HEADER + ENTRY.repeat(3);
        int refused = 0;
        for (int seed = 0; seed < 1000; seed++) {
            String changed = new Mutator(seed).mutate(text);
            try {
                readAll(changed).forEach(TraceEntry::replayable);
            } catch (TraceException e) {
                assertThat(e.line()).as("seed %s", seed).isBetween(1L, 6L);
                refused++;
            }
        }
        assertThat(refused).isBetween(200, 950);
    }

    private static List<TraceEntry> readAll(String text) {
        return readAll(new TraceReader(new StringReader(text)));
    }

    private static List<TraceEntry> readAll(TraceReader reader) {
        List<TraceEntry> out = new ArrayList<>();
        for (TraceEntry entry = reader.next(); entry != null; entry = reader.next()) {
            out.add(entry);
        }
        return out;
    }

    /** A text and then one character for ever, in pieces of different sizes. */
    private static final class Endless extends Reader {
        private final StringReader start;
        private final char rest;
        private final SplittableRandom random = new SplittableRandom(3);

        Endless(String start, char rest) {
            this.start = new StringReader(start);
            this.rest = rest;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = start.read(buffer, offset, Math.min(length, random.nextInt(1, 100)));
            if (read > 0) {
                return read;
            }
            java.util.Arrays.fill(buffer, offset, offset + length, rest);
            return length;
        }

        @Override
        public void close() {}
    }
}
