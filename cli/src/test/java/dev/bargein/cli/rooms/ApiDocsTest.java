package dev.bargein.cli.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApiDocsTest {
    @ParameterizedTest
    @MethodSource("libraries")
    void everyExportedTypeAndMethodSaysWhatItIs(Path module) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        try (StandardJavaFileManager manager =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            assertThat(ApiDocs.undocumented(manager.getJavaFileObjectsFromPaths(sources)))
                    .as("exported without a documentation comment in " + module.getFileName())
                    .isEmpty();
        }
    }

    static List<Path> libraries() throws IOException {
        return Tree.modules().stream()
                .filter(module -> !Rooms.PROGRAMS.contains(module.getFileName().toString()))
                .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                .toList();
    }

    @Test
    void whatHasNoCommentIsFound() throws IOException {
        String source = """
                package p;
                public interface Bare {
                    void method();
                    int CONSTANT = 1;
                    /** Said. */ void said();
                    private void hidden() {}
                    record Nested(int component) {
                        public Nested {}
                        int packagePrivate() { return 1; }
                        @Override public String toString() { return ""; }
                    }
                    enum Colour { RED, /** Said. */ GREEN }
                }
                class Hidden { public void method() {} }
                """;

        assertThat(ApiDocs.undocumented(List.of(new Text(source))))
                .containsExactly(
                        "Bare",
                        "Bare.method",
                        "Bare.CONSTANT",
                        "Bare.Nested",
                        "Bare.Nested.<init>",
                        "Bare.Colour",
                        "Bare.Colour.RED");
    }

    @Test
    void internalPackagesNeedNoComments() throws IOException {
        assertThat(ApiDocs.undocumented(List.of(new Text("package p.internal; public class Machinery {}"))))
                .isEmpty();
    }

    /** A source that is not in a file. */
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String text) {
            super(URI.create("string:///Bare.java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
