package dev.bargein.cli.rooms;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that this test runs in: its modules and what was compiled from them. */
final class Tree {
    private Tree() {}

    /** The directories with sources below the root: the modules, without the bill of materials and the consumers. */
    static List<Path> modules() throws IOException {
        return projectsIn(root()).stream()
                .filter(project -> Files.isDirectory(project.resolve("src")))
                .toList();
    }

    private static List<Path> projectsIn(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    /** The classes of all modules that have been compiled. */
    static JavaClasses mainClasses() throws IOException {
        return compiled(modules(), "target/classes");
    }

    /** The test classes of all modules and consumers that have been compiled. */
    static JavaClasses testClasses() throws IOException {
        List<Path> all = new ArrayList<>(modules());
        all.addAll(projectsIn(root().resolve("it")));
        return compiled(all, "target/test-classes");
    }

    private static JavaClasses compiled(List<Path> projects, String where) {
        return new ClassFileImporter()
                .importPaths(projects.stream()
                        .map(module -> module.resolve(where))
                        .filter(Files::isDirectory)
                        .toList());
    }

    /** The nearest directory, from here upwards, that holds the launcher. */
    static Path root() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.isRegularFile(here.resolve("bargein"))) {
                return here;
            }
        }
        throw new IllegalStateException("run this test inside a checkout");
    }
}
