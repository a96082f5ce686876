package dev.bargein.conformance;

import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.SimulatorSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of README.md that says which clients work. */
final class Matrix {
    private static final String BEGIN = "<!-- conformance: the rows are what it/conformance measures -->";

    private Matrix() {}

    static List<String> header() {
        String names = "| client | transport | dialect | " + String.join(" | ", Client.STEPS) + " | refused events |";
        return List.of(names, "|" + "---|".repeat(Client.STEPS.size() + 4));
    }

    static String row(Client client, List<StepResult> results, List<SimulatorSession> sessions) {
        Map<String, String> status = results.stream()
                .collect(Collectors.toMap(StepResult::step, StepResult::status, (first, second) -> second));
        List<String> cells = new ArrayList<>(List.of(client.name(), client.transport(), client.dialect()));
        for (String step : Client.STEPS) {
            cells.add(status.getOrDefault(step, "not reached"));
        }
        Set<String> refused = new LinkedHashSet<>();
        for (SimulatorSession session : sessions) {
            for (ClientViolation violation : session.ledger().clientViolations()) {
                refused.add("`" + violation.event() + "`: " + violation.code());
            }
        }
        cells.add(refused.isEmpty() ? "none" : String.join(", ", refused));
        return "| " + String.join(" | ", cells) + " |";
    }

    /** The table as README.md has it, line by line. */
    static List<String> inReadme() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "..", "README.md"));
        int at = lines.indexOf(BEGIN);
        if (at < 0) {
            throw new IOException("README.md has no line '" + BEGIN + "'");
        }
        return lines.stream()
                .skip(at + 1L)
                .dropWhile(String::isBlank)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
