package dev.bargein.simulator.internal.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
    private final OutputBuffer buffer = new OutputBuffer();
    private final short[] frame = new short[OutputBuffer.FRAME_SAMPLES];

    private static short[] pcm(int ms, int value) {
        short[] out = new short[ms * 24];
        Arrays.fill(out, (short) value);
        return out;
    }

    private OutputBuffer.Line line(String response, String item, int ms, int value) {
        OutputBuffer.Line line = buffer.open(response, item);
        short[] pcm = pcm(ms, value);
        buffer.append(line, pcm, pcm.length);
        return line;
    }

    @Test
    void anEmptyBufferRendersSilenceAndNoFacts() {
        Arrays.fill(frame, (short) 99);
        assertThat(buffer.render(frame)).isFalse();
        assertThat(frame).containsOnly((short) 0);
    }

    @Test
    void theFirstFrameOfAResponseStartsItAndTheLastStopsIt() {
        OutputBuffer.Line line = line("r", "i", 40, 5);
        buffer.complete(line);
        buffer.finish("r");
        assertThat(buffer.render(frame)).isTrue();
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(true, "r"));
        assertThat(frame).containsOnly((short) 5);
        assertThat(buffer.render(frame)).isTrue();
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(false, "r"));
        assertThat(buffer.pollFact()).isNull();
        assertThat(buffer.sent(line)).isEqualTo(960);
    }

    @Test
    void aShortTailIsFilledUpWithSilence() {
        OutputBuffer.Line line = line("r", "i", 30, 5);
        buffer.complete(line);
        buffer.render(frame);
        buffer.render(frame);
        assertThat(Arrays.copyOfRange(frame, 0, 240)).containsOnly((short) 5);
        assertThat(Arrays.copyOfRange(frame, 240, 480)).containsOnly((short) 0);
        assertThat(buffer.sent(line)).isEqualTo(720);
    }

    @Test
    void framesAreFilledAcrossChunks() {
        OutputBuffer.Line line = buffer.open("r", "i");
        for (int i = 0; i < 8; i++) {
            short[] part = pcm(5, i);
            buffer.append(line, part, part.length);
        }
        buffer.render(frame);
        assertThat(frame[0]).isZero();
        assertThat(frame[479]).isEqualTo((short) 3);
    }

    @Test
    void aResponseThatWaitsForItsNextChunkIsNotStopped() {
        line("r", "i", 20, 5);
        buffer.render(frame);
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(true, "r"));
        assertThat(buffer.render(frame)).isFalse();
        assertThat(frame).containsOnly((short) 0);
        assertThat(buffer.holds("r")).isTrue();
    }

    @Test
    void itemsOfAResponseAreOneStretchOfPlaying() {
        OutputBuffer.Line first = line("r", "a", 20, 1);
        OutputBuffer.Line second = line("r", "b", 20, 2);
        buffer.complete(first);
        buffer.complete(second);
        buffer.finish("r");
        buffer.render(frame);
        buffer.render(frame);
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(true, "r"));
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(false, "r"));
        assertThat(buffer.pollFact()).isNull();
    }

    @Test
    void aClearTellsWhatWasSentAndWhatWasNot() {
        OutputBuffer.Line first = line("r", "a", 100, 1);
        OutputBuffer.Line second = line("r", "b", 50, 2);
        buffer.render(frame);
        buffer.render(frame);
        OutputBuffer.Cleared cleared = buffer.clear();
        assertThat(cleared).isNotNull();
        if (cleared != null) {
            assertThat(cleared.responseId()).isEqualTo("r");
            assertThat(cleared.before()).containsExactly(new OutputBuffer.Fact(true, "r"));
            assertThat(cleared.dropped())
                    .containsExactly(
                            new OutputBuffer.Dropped(first, 960, 1_440), new OutputBuffer.Dropped(second, 0, 1_200));
        }
        assertThat(buffer.render(frame)).isFalse();
        assertThat(frame).containsOnly((short) 0);
        assertThat(buffer.clear()).isNull();
    }

    @Test
    void whatComesAfterAClearIsDropped() {
        OutputBuffer.Line line = line("r", "a", 100, 1);
        buffer.render(frame);
        buffer.clear();
        short[] late = pcm(100, 1);
        buffer.append(line, late, late.length);
        buffer.complete(line);
        buffer.render(frame);
        assertThat(frame).containsOnly((short) 0);
        assertThat(buffer.sent(line)).isEqualTo(480);
    }

    @Test
    void aResponsePlaysToItsEndBeforeTheNextBegins() {
        OutputBuffer.Line one = line("one", "a", 20, 1);
        OutputBuffer.Line other = line("other", "b", 20, 2);
        buffer.render(frame);
        buffer.complete(one);
        OutputBuffer.Line two = line("one", "c", 20, 3);
        buffer.render(frame);
        assertThat(frame).containsOnly((short) 3);
        buffer.complete(two);
        buffer.complete(other);
        buffer.render(frame);
        assertThat(frame).as("the first response may have more to say").containsOnly((short) 0);
        buffer.finish("one");
        buffer.finish("other");
        buffer.render(frame);
        assertThat(frame).containsOnly((short) 2);
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(true, "one"));
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(false, "one"));
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(true, "other"));
        assertThat(buffer.pollFact()).isEqualTo(new OutputBuffer.Fact(false, "other"));
    }

    @Test
    void laterItemsOfAClearedResponseAreNotHeardEither() {
        buffer.complete(line("r", "a", 100, 1));
        buffer.render(frame);
        buffer.clear();
        OutputBuffer.Line later = line("r", "b", 100, 2);
        buffer.render(frame);
        assertThat(frame).containsOnly((short) 0);
        assertThat(buffer.sent(later)).isZero();
        buffer.finish("r");
        line("next", "c", 20, 3);
        buffer.render(frame);
        assertThat(frame).containsOnly((short) 3);
    }

    @Test
    void aLineWithoutSoundIsNothingToClear() {
        buffer.open("r", "a");
        assertThat(buffer.clear()).isNull();
    }

    @Test
    void anItemWithoutSoundNeitherStartsNorStops() {
        buffer.complete(buffer.open("r", "a"));
        buffer.finish("r");
        assertThat(buffer.render(frame)).isFalse();
        assertThat(buffer.pollFact()).isNull();
    }

    @Test
    void whatWaitsBehindAResponseDoesNotHoldItUp() {
        buffer.open("one", "a");
        short[] minute = pcm(60_000, 1);
        OutputBuffer.Line other = buffer.open("other", "b");
        for (int i = 0; i < 10; i++) {
            assertThat(buffer.isFull("other")).isFalse();
            buffer.append(other, minute, minute.length);
        }
        assertThat(buffer.isFull("other")).isTrue();
        assertThat(buffer.isFull("one")).isFalse();
    }
}
