package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as secret, and that nothing of it is left in a text. */
class RedactorTest {
    private final Redactor redactor = new Redactor();

    @Test
    void aRegisteredSecretGoesAndSoDoesItsBeginningWhereSomebodyCutIt() {
        redactor.add("0123456789-abcdef");

        assertThat(redactor.redact("x0123456789-abcdefy")).isEqualTo("x[secret]y");
        assertThat(redactor.redact("key 0123456789...")).isEqualTo("key [secret]...");
        assertThat(redactor.redact("0123456")).isEqualTo("0123456");
        assertThat(redactor.redact("0123456789-abcdef0123456789-abcdef")).isEqualTo("[secret][secret]");
    }

    @Test
    void itsEncodedFormsGoAsWell() {
        redactor.add("a/b+c=d\"e\\f");

        assertThat(redactor.redact("?q=a%2Fb%2Bc%3Dd%22e%5Cf&r")).isEqualTo("?q=[secret]&r");
        assertThat(redactor.redact("{\"m\":\"a/b+c=d\\\"e\\\\f\"}")).isEqualTo("{\"m\":\"[secret]\"}");
    }

    @Test
    void aShortOneGoesWhereItStandsAloneAndWordsAreNoSecrets() {
        redactor.add("any");
        redactor.add("sim-1");

        assertThat(redactor.redact("any key sim-1, or sim-10 of many"))
                .isEqualTo("any key [secret], or sim-10 of many");
    }

    @Test
    void ofKeysThatBeginAlikeNoEndIsLeftAlsoWhereOneWasCut() {
        redactor.add("common-prefix-of-one-key");
        redactor.add("common-prefix-by-another-key");

        assertThat(redactor.redact("common-prefix-by-another-key, common-prefix-by-ano"))
                .isEqualTo("[secret], [secret]");
    }

    @Test
    void theLongestGoesFirstWhenOneIsPartOfAnother() {
        redactor.add("abcdefgh");
        redactor.add("abcdefgh-ijklmnop");

        assertThat(redactor.redact("abcdefgh-ijklmnop abcdefgh")).isEqualTo("[secret] [secret]");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ann:marker%2F1@h.test/v1, marker%2F1",
        "https://ann:marker1@h.test/v1, ann:marker1",
        "https://h.test/v1?api-key=marker1&x=1, marker1",
        "https://h.test/v1?a=b&access_token=marker%201, marker 1",
        "https://h.test/v1?sig=marker1, marker1",
    })
    void theCredentialsOfAnAddressAreFound(String url, String secret) {
        redactor.addFromUrl(url);

        assertThat(redactor.redact("say " + secret + " now")).isEqualTo("say [secret] now");
        assertThat(redactor.redact("h.test model deployment")).isEqualTo("h.test model deployment");
    }

    @Test
    void theCredentialsOfAToolInAnEventAreFound() {
        redactor.addFrom(Samples.json("{\"session\":{\"tools\":[{\"server_url\":\"https://u:marker1@h/?token=marker2\","
                + "\"authorization\":\"marker3\",\"headers\":{\"X-Api\":\"Bearer marker4\",\"Y\":[\"marker5\"]}}],"
                + "\"instructions\":\"hello there\"}}"));

        String said = redactor.redact("marker1 marker2 marker3 marker4 marker5 hello there");

        assertThat(said).isEqualTo("[secret] [secret] [secret] [secret] [secret] hello there");
        assertThat(redactor.toString()).doesNotContain("marker");
    }

    @Test
    void anEventKeepsItsShapeAndItsWordsAndLosesItsSecrets() {
        redactor.add("registered-marker");
        JsonObject event = Samples.json(
                "{\"type\":\"x\",\"authorization\":\"marker\",\"n\":[1,2],\"text\":\"say registered-marker\","
                        + "\"audio\":\"AAEC\",\"metadata\":{\"a b\":true}}");

        assertThat(redactor.redact(event))
                .isEqualTo(Samples.json("{\"type\":\"x\",\"authorization\":\"[secret]\",\"n\":[1,2],"
                        + "\"text\":\"say [secret]\",\"audio\":\"AAEC\",\"metadata\":{\"a b\":true}}"));
    }

    @Test
    void whatItRemembersIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            redactor.add("secret-number-" + i + "-of-many");
        }

        assertThat(redactor).hasToString("Redactor[256 secrets]");
        assertThat(redactor.redactKnown("secret-number-9999-of-many")).isEqualTo("[secret]");
    }

    @Test
    @Timeout(10)
    void aHostileTextIsSearchedInTimeThatGrowsWithItsLength() {
        redactor.add("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
        String text = ("?" + "a".repeat(60) + "://").repeat(8_000) + "a".repeat(500_000);

        assertThat(redactor.redact(text)).isNotEmpty();
    }
}
