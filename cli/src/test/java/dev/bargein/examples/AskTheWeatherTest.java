package dev.bargein.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskTheWeatherTest {
    @Test
    void theModelAnswersWithWhatTheFunctionSaid() throws InterruptedException {
        assertThat(AskTheWeather.ask()).startsWith("One moment.").endsWith("It is sunny in Ulm.");
    }
}
