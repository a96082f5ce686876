package dev.bargein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private final String html = SampleRun.full().html();

    @Test
    void itIsOneFileThatNeedsNothingElseAndRunsNoScript() throws IOException {
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/sample-report.html"), html);
        Files.writeString(Path.of("target/sample-table.txt"), SampleRun.full().table(true));

        assertThat(html)
                .contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\">")
                .doesNotContainIgnoringCase("<script")
                .doesNotContainPattern("(?i)(src|href)=\"(?!#)")
                .doesNotContainPattern("(?i)url\\(|@import");
    }

    @Test
    void itLeadsWithTheVerdict() {
        assertThat(html.indexOf("<h1>With bargein the voice is silent within")).isPositive();
    }

    @Test
    void everyTrialIsADotWithItsValueAndItsSeed() {
        AbResult result = SampleRun.full();
        long values = result.trials().stream()
                .mapToLong(trial -> trial.metrics().size())
                .sum();

        assertThat(html.split("<circle ", -1)).hasSize((int) values + 1);
        assertThat(html).contains("ms, seed 46</title>");
    }

    @Test
    void oneTrialOfEachArmIsDrawnBesidesTheContrast() {
        assertThat(html.split("<figure>", -1)).hasSize(40 + 2 + 1);
        assertThat(html).contains("the voice talks on for").contains("response.cancel");
    }

    @Test
    void theNinetyNinthPercentileIsThere() {
        assertThat(html).contains("<th class=\"n p95\">p99</th>");
    }

    @Test
    void everyMetricIsDefined() {
        for (Metric metric : Metric.values()) {
            assertThat(html).contains("<dt>" + metric.title() + ", ms</dt><dd>" + metric.definition());
        }
    }

    @Test
    void itIsSmallEnoughToMail() {
        assertThat(html.length()).isLessThan(2_000_000);
    }

    @Test
    void theSameResultIsTheSameBytes() {
        assertThat(SampleRun.full().html()).isEqualTo(html);
    }
}
