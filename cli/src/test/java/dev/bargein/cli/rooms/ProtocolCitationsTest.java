package dev.bargein.cli.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments cite sections of docs/protocol.md that a reader finds there. */
class ProtocolCitationsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{2,3} (\\d[a-d]?)\\b");
    private static final Pattern CITATION = Pattern.compile(
            "docs/protocol\\.md,[\\s*]+sections?[\\s*]+((?:\\d[a-d]?(?:,[\\s*]+|[\\s*]+(?:and|to|or)[\\s*]+)?)+)");
    private static final Pattern NUMBER = Pattern.compile("\\d[a-d]?");

    @Test
    void everySectionThatACommentCitesIsThere() throws IOException {
        Set<String> there = found(HEADING, Files.readString(ROOT.resolve("docs/protocol.md")));
        Set<String> cited = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(ProtocolCitationsTest::isSource).collect(Collectors.toList())) {
                String text = Files.readString(file);
                Matcher citation = CITATION.matcher(text);
                while (citation.find()) {
                    cited.addAll(found(NUMBER, citation.group(1)));
                }
                assertThat(text.contains("protocol " + "reference"))
                        .as(file + " cites a document that no reader has")
                        .isFalse();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }

        assertThat(cited).hasSizeGreaterThan(10).isSubsetOf(there);
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java") && !file.toString().contains("target");
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(pattern.matcher("").groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return found;
    }
}
