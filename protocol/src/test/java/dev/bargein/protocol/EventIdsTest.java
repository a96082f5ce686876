package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdsTest {
    private static final long EPOCH = 1_576_800_000L;
    private static final long LAST = EPOCH + 62L * 62 * 62 * 62 * 62 - 1;

    @ParameterizedTest
    @CsvSource({
        "1576800000,0,0,item_000000000000000000000",
        "1576800001,1,2,item_000010000000100000002",
        "1576800061,61,61,item_0000z0000000z0000000z",
        "1576800062,62,62,item_000100000001000000010",
        "1576800010,10,36,item_0000A0000000A0000000a",
        "2492932831,-1,0,item_zzzzzHa16AHYF00000000",
    })
    void anIdIsFiveCharactersOfTimeAndSixteenOfChance(long seconds, long random1, long random2, String id) {
        assertThat(EventIds.mint("item", seconds, random1, random2)).isEqualTo(id);
    }

    @Test
    void randomBitsCountWithoutASign() {
        long range = 62L * 62 * 62 * 62 * 62 * 62 * 62 * 62;

        assertThat(EventIds.mint("e", EPOCH, range, range + 5)).isEqualTo(EventIds.mint("e", EPOCH, 0, 5));
        assertThat(EventIds.mint("e", EPOCH, Long.MIN_VALUE, 0)).matches("e_[0-9A-Za-z]{21}");
    }

    @Test
    void theTimeOfARealIdCanBeRead() {
        // An error event of 2025-08-08, published with a report of that day.
        assertThat(EventIds.unixSeconds("event_C2PhDkEPcWS59aN5rY2CQ").orElseThrow())
                .isBetween(1_754_611_200L, 1_754_697_600L);
    }

    @ParameterizedTest
    @ValueSource(longs = {EPOCH, EPOCH + 1, 1_754_654_321L, LAST})
    void theTimeSurvives(long seconds) {
        assertThat(EventIds.unixSeconds(EventIds.mint("resp", seconds, 123, 456)))
                .isEqualTo(OptionalLong.of(seconds));
    }

    @Test
    void idsOfASessionMayHaveMoreUnderscores() {
        assertThat(EventIds.unixSeconds("sess_u0_00001AAAAAAAAAAAAAAAA")).isEqualTo(OptionalLong.of(EPOCH + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_",
                "item_",
                "item_00001AAAAAAAAAAAAAAA",
                "item_00001AAAAAAAAAAAAAAAAA",
                "00001AAAAAAAAAAAAAAAA",
                "item_00001AAAAAAAAAAAAAAA-",
                "item_-0001AAAAAAAAAAAAAAAA",
                "event_0123456789abcdef"
            })
    void anIdOfAnotherFormHasNoTime(String id) {
        assertThat(EventIds.unixSeconds(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {EPOCH - 1, LAST + 1, 0, Long.MIN_VALUE, Long.MAX_VALUE})
    void aTimeThatDoesNotFitIsRefused(long seconds) {
        assertThatThrownBy(() -> EventIds.mint("item", seconds, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "0,event_0000000000000000",
        "255,event_00000000000000ff",
        "-1,event_ffffffffffffffff",
        "81985529216486895,event_0123456789abcdef"
    })
    void theMediaServerHasIdsOfItsOwn(long random, String id) {
        assertThat(EventIds.mintMediaEvent(random)).isEqualTo(id);
    }

    @Test
    void differentBitsGiveDifferentIds() {
        SplittableRandom random = new SplittableRandom(1);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(EventIds.mint("item", 1_754_654_321L, random.nextLong(), random.nextLong()));
        }
        assertThat(ids).hasSize(10_000).allMatch(id -> id.matches("item_[0-9A-Za-z]{21}"));
    }
}
