package dev.bargein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes clients that know nothing of this project through a conversation, and holds README.md to what came of it: a step
 * that no longer works fails, and so does one that begins to.
 */
@Timeout(600)
class ConformanceTest {

    @ParameterizedTest
    @MethodSource("clients")
    void theClientWorksAsFarAsReadmeSays(Client client) throws Exception {
        try (Service service = new Service(Path.of("target", "conformance"))) {
            List<StepResult> results = client.run().against(service);
            for (StepResult result : results) {
                System.out.println(client + ": " + result.step() + ": " + result.status() + ", " + result.ms() + " ms");
            }

            String row = Matrix.row(client, results, service.sessions());
            assertThat(Matrix.inReadme())
                    .as(
                            "the matrix in README.md; if this is right, put this row there:%n%s%n%s",
                            row, failures(results))
                    .contains(row);
            assertThatTheServiceSawIt(results, service.sessions());
        }
    }

    static List<Client> clients() {
        return Clients.ALL;
    }

    @Test
    void readmeListsTheseClientsAndNoOthers() throws IOException {
        List<String> table = Matrix.inReadme();
        assertThat(table).startsWith(Matrix.header().toArray(String[]::new));
        assertThat(table.stream().skip(2)).hasSize(Clients.ALL.size());
        assertThat(Clients.ALL)
                .allSatisfy(client -> assertThat(table)
                        .anyMatch(line -> line.startsWith("| " + client.name() + " | " + client.transport() + " |")));
    }

    /** The other end's books: what a client believes to have done has arrived. */
    private static void assertThatTheServiceSawIt(List<StepResult> results, List<SimulatorSession> sessions) {
        List<SimulatorItem> items =
                sessions.stream().flatMap(session -> session.items().stream()).toList();
        if (worked(results, "spoken turn")) {
            assertThat(items)
                    .as("what the user said")
                    .anyMatch(item -> item.role().equals("user") && item.audioMs() > 1_000);
        }
        if (worked(results, "function call")) {
            assertThat(items)
                    .as("the function's output")
                    .anyMatch(item -> item.type().equals("function_call_output"));
        }
        if (worked(results, "interruption")) {
            assertThat(sessions.stream().flatMap(session -> session.responses().stream()))
                    .as("the story")
                    .anyMatch(response -> response.reason().equals("client_cancelled"));
            assertThat(items)
                    .as("what is left of the story")
                    .anyMatch(item -> item.generatedMs() > 1_000 && item.audioMs() < item.generatedMs());
        }
        if (worked(results, "close")) {
            assertThat(sessions)
                    .allSatisfy(session -> assertThat(session.closed()).succeedsWithin(Duration.ofSeconds(5)));
        }
    }

    private static String failures(List<StepResult> results) {
        return results.stream()
                .filter(result -> !result.status().equals(StepResult.YES))
                .map(result -> result.step() + ": " + result.status() + ", " + result.why())
                .collect(Collectors.joining("\n"));
    }

    private static boolean worked(List<StepResult> results, String step) {
        return results.stream()
                .anyMatch(r -> r.step().equals(step) && r.status().equals(StepResult.YES));
    }
}
