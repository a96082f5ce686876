package dev.bargein.cli.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents cite tests and classes that a reader finds in the tree. */
class DocumentCitationsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w*Test\\b");
    /** Such as {@code client.internal.SessionController}, by the end of its package. */
    private static final Pattern CLASS = Pattern.compile("`((?:[a-z]\\w*\\.)+[A-Z]\\w*)");
    /** Such as {@code Simulator.Builder.recognizer}. */
    private static final Pattern MEMBER = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)((?:\\.\\w+)+)(?:\\([^`]*\\))?`");
    /** Beginnings of names that are not ours. */
    private static final Pattern FOREIGN = Pattern.compile("(?:java|javax|com|org|io|de)\\..*");

    @Test
    void everyTestAndEveryClassThatADocumentCitesIsThere() throws IOException {
        Set<Path> sources = sources();
        int citations = 0;
        for (Path document : documents()) {
            String text = Files.readString(document);
            assertThat(missing(text, sources))
                    .as("cited in " + document + " and not there")
                    .isEmpty();
            citations += citations(text);
        }
        assertThat(citations).isGreaterThan(100);
    }

    @Test
    void aNameThatIsNotThereIsFound() throws IOException {
        String text = "held by `SecretTest` and `NoSuchTest`; see `client.Secret`, `client.internal.Nothing`,"
                + " `java.util.List`, `Simulator.Builder.recognizer`, `Simulator.Builder.telepathy(true)`";
        assertThat(missing(text, sources()))
                .containsExactly("NoSuchTest", "Simulator.Builder.telepathy", "client.internal.Nothing");
    }

    private static Set<String> missing(String text, Set<Path> sources) throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Matcher test = TEST.matcher(text); test.find(); ) {
            if (find(test.group(), sources).isEmpty()) {
                missing.add(test.group());
            }
        }
        for (Matcher type = CLASS.matcher(text); type.find(); ) {
            String name = type.group(1);
            if (!FOREIGN.matcher(name).matches() && find(name, sources).isEmpty()) {
                missing.add(name);
            }
        }
        for (Matcher member = MEMBER.matcher(text); member.find(); ) {
            boolean there = false;
            for (Path file : find(member.group(1), sources)) {
                there |= hasAll(Files.readString(file), member.group(2).substring(1));
            }
            if (!there) {
                missing.add(member.group(1) + member.group(2));
            }
        }
        return missing;
    }

    private static int citations(String text) {
        int count = 0;
        for (Pattern pattern : List.of(TEST, CLASS, MEMBER)) {
            count += (int) pattern.matcher(text).results().count();
        }
        return count;
    }

    private static boolean hasAll(String source, String names) {
        return Pattern.compile("\\.")
                .splitAsStream(names)
                .allMatch(name ->
                        Pattern.compile("\\b" + name + "\\b").matcher(source).find());
    }

    private static List<Path> find(String name, Set<Path> sources) {
        Path end = Path.of(name.replace('.', '/') + ".java");
        return sources.stream().filter(file -> file.endsWith(end)).toList();
    }

    private static List<Path> documents() throws IOException {
        List<Path> out = new ArrayList<>();
        for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
            out.add(ROOT.resolve(name));
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(out::add);
        }
        return out;
    }

    /** All sources of the modules and of the consumers. */
    private static Set<Path> sources() throws IOException {
        Set<Path> out = new HashSet<>();
        List<Path> projects = new ArrayList<>(Tree.modules());
        projects.add(ROOT.resolve("it"));
        for (Path project : projects) {
            try (Stream<Path> files = Files.walk(project)) {
                files.filter(file -> file.toString().endsWith(".java")
                                && !file.toString().contains("/target/"))
                        .forEach(out::add);
            }
        }
        return out;
    }
}
