package dev.bargein.protocol.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ITU-T G.711 against the recommendation's own tables. */
class G711Test {
    /** Tables 1a, 1b, 2a and 2b: the value at a decoder's output, times 16 (A-law) and 4 (mu-law) for 16 bits. */
    @ParameterizedTest
    @CsvSource({
        "MU_LAW, 0x80, 8031",
        "MU_LAW, 0x8F, 4191",
        "MU_LAW, 0x9F, 2079",
        "MU_LAW, 0xAF, 1023",
        "MU_LAW, 0xBF, 495",
        "MU_LAW, 0xCF, 231",
        "MU_LAW, 0xDF, 99",
        "MU_LAW, 0xEF, 33",
        "MU_LAW, 0xFE, 2",
        "MU_LAW, 0xFF, 0",
        "MU_LAW, 0x7F, 0",
        "MU_LAW, 0x00, -8031",
        "MU_LAW, 0x7E, -2"
    })
    void aMuLawCodeMeansWhatTheTableSays(G711 law, String code, int value) {
        assertThat(law.expand(Integer.decode(code).byteValue())).isEqualTo((short) (4 * value));
    }

    @ParameterizedTest
    @CsvSource({
        "0xAA, 4032",
        "0xA5, 2112",
        "0xB5, 1056",
        "0x85, 528",
        "0x95, 264",
        "0xE5, 132",
        "0xF5, 66",
        "0xD5, 1",
        "0x2A, -4032",
        "0x55, -1"
    })
    void anALawCodeMeansWhatTheTableSays(String code, int value) {
        assertThat(G711.A_LAW.expand(Integer.decode(code).byteValue())).isEqualTo((short) (8 * value));
    }

    @ParameterizedTest
    @CsvSource({"MU_LAW, 1E0B0B1E9E8B8B9E, -3.17", "A_LAW, 34212134B4A1A1B4, -3.14"})
    void theDigitalMilliwattIsAToneOfItsLevel(G711 law, String period, double belowOverloadDb) {
        byte[] codes = HexFormat.of().parseHex(period);
        double power = 0;
        for (byte code : codes) {
            power += Math.pow(law.expand(code), 2) / codes.length;
            assertThat(law.compress(law.expand(code))).isEqualTo(code);
        }
        // The load capacity: the first value that is clipped, 8159 and 4096 on the scales of the recommendation.
        double overload = law == G711.MU_LAW ? 8_159 * 4 : 4_096 * 8;
        assertThat(10 * Math.log10(power / (overload * overload / 2)))
                .isBetween(belowOverloadDb - 0.05, belowOverloadDb + 0.05);
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeSurvivesARoundTripButNegativeZero(G711 law) {
        for (int code = 0; code < 256; code++) {
            short linear = law.expand((byte) code);
            int expected = law == G711.MU_LAW && code == 0x7F ? 0xFF : code;
            assertThat(law.compress(linear) & 0xff).as("code %x", code).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noSampleIsFurtherFromItsCodeThanHalfAStep(G711 law) {
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int magnitude = Math.abs(sample);
            double biased = law == G711.MU_LAW ? magnitude + 132.0 : Math.max(magnitude, 256.0);
            // 16 steps from one power of two to the next; two more for the bits below the law's own.
            double halfAStep = Math.pow(2, Math.floor(Math.log(biased) / Math.log(2))) / 32 + 4;
            double error = Math.abs(law.expand(law.compress((short) sample)) - sample);
            boolean overloaded = law == G711.MU_LAW ? magnitude > 32_124 : magnitude > 32_256;
            assertThat(error).as("sample %d", sample).isLessThanOrEqualTo(overloaded ? 644 : halfAStep);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aToneKeepsItsDistanceToTheNoiseOverThirtyDecibelsOfLevel(G711 law) {
        for (int levelDb = 0; levelDb >= -30; levelDb -= 10) {
            double peak = 32_000 * Math.pow(10, levelDb / 20.0);
            double signal = 0;
            double noise = 0;
            for (int i = 0; i < G711.RATE_HZ; i++) {
                short sample = (short) Math.round(peak * Math.sin(2 * Math.PI * 1_004 * i / G711.RATE_HZ));
                double error = law.expand(law.compress(sample)) - sample;
                signal += (double) sample * sample;
                noise += error * error;
            }
            // ITU-T G.712 asks for 33 dB down to -30 dBm0.
            assertThat(10 * Math.log10(signal / noise)).as("at %d dB", levelDb).isGreaterThan(35);
        }
    }

    @Test
    void silenceIsSilence() {
        assertThat(G711.MU_LAW.compress((short) 0)).isEqualTo((byte) 0xFF);
        assertThat(G711.A_LAW.compress((short) 0)).isEqualTo((byte) 0xD5);
    }
}
