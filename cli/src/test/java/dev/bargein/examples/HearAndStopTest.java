package dev.bargein.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.StopResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HearAndStopTest {

    @Test
    void theExampleHearsThreeSecondsOfTheStory() throws InterruptedException {
        StopResult result = HearAndStop.listenAndStop();

        assertThat(result.interrupted()).isTrue();
        assertThat(result.heard()).singleElement().satisfies(heard -> {
            assertThat(heard.heard().millis()).isBetween(2_900L, 3_500L);
            assertThat(heard.textEstimate()).startsWith("Every evening");
        });
    }
}
