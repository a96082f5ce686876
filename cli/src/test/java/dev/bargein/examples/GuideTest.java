package dev.bargein.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever copies from the guide copies what is compiled, and run by the tests. */
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/guide");
    private static final Pattern SOURCE = Pattern.compile("\\]\\(([^)]+\\.java)\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(GUIDE)) {
            return files.filter(f -> f.toString().endsWith(".md"))
                    .filter(f -> !f.endsWith("README.md")) // the list of the pages
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void codeInTheGuideIsThatOfTheFileNamedBeforeIt(Path page) throws IOException {
        List<String> lines = Files.readAllLines(page);
        Path source = null;
        List<String> shown = null;
        int blocks = 0;
        for (String line : lines) {
            Matcher named = SOURCE.matcher(line);
            if (shown == null && named.find()) {
                source = GUIDE.resolve(named.group(1)).normalize();
            } else if (line.equals("```java")) {
                shown = new ArrayList<>();
            } else if (shown != null && line.equals("```")) {
                assertThat(source)
                        .as("a link to the source before each example of %s", page)
                        .isNotNull();
                assertThat(stripped(Files.readAllLines(source))).containsSequence(stripped(shown));
                shown = null;
                blocks++;
            } else if (shown != null) {
                shown.add(line);
            }
        }
        assertThat(blocks).as("examples in %s", page).isPositive();
    }

    @Test
    void theListOfThePagesNamesAllOfThem() throws IOException {
        String list = Files.readString(GUIDE.resolve("README.md"));
        assertThat(pages()).allSatisfy(page -> assertThat(list).contains("](" + page.getFileName() + ")"));
    }

    @Test
    void theFirstProgramOfReadmeIsCompiled() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../README.md"));
        int begin = lines.indexOf("record City(String name) {}");
        assertThat(begin).isPositive();
        List<String> shown =
                lines.stream().skip(begin).takeWhile(l -> !l.equals("```")).toList();
        assertThat(shown).hasSizeBetween(15, 25);
        assertThat(stripped(Files.readAllLines(Path.of("src/test/java/dev/bargein/examples/Assistant.java"))))
                .containsSubsequence(stripped(shown));
    }

    private static List<String> stripped(List<String> lines) {
        return lines.stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
    }
}
