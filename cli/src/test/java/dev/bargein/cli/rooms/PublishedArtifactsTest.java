package dev.bargein.cli.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What others fetch: the bill of materials names all of it, and every jar has a name on the module path. */
class PublishedArtifactsTest {
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>bargein-([a-z]+)</artifactId>");

    @Test
    void theBillOfMaterialsNamesEveryPublishedModuleAndNothingElse() throws IOException {
        List<String> named = all(ARTIFACT, read(Tree.root().resolve("bom/pom.xml")));
        assertThat(named.subList(1, named.size())).containsExactlyInAnyOrderElementsOf(published());
    }

    @Test
    void everyPublishedModuleHasItsNameOnTheModulePath() throws IOException {
        for (String module : published()) {
            assertThat(read(Tree.root().resolve(module).resolve("pom.xml")))
                    .contains("<bargein.module>dev.bargein." + module + "</bargein.module>");
        }
    }

    @Test
    void oneVersionIsToldEverywhere() throws IOException {
        Pattern version = Pattern.compile("(?m)^  <version>(.+)</version>");
        String whole = all(version, read(Tree.root().resolve("pom.xml"))).get(0);
        assertThat(all(version, read(Tree.root().resolve("bom/pom.xml")))).containsExactly(whole);
        assertThat(read(Tree.root().resolve("README.md")))
                .contains("<version>" + whole + "</version>", "dev.bargein:bargein-bom:" + whole);
    }

    /** Modules whose jar is not kept back. */
    private static List<String> published() throws IOException {
        List<String> out = new ArrayList<>();
        for (Path module : Tree.modules()) {
            if (!read(module.resolve("pom.xml")).contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
                out.add(module.getFileName().toString());
            }
        }
        return out;
    }

    private static List<String> all(Pattern what, String text) {
        List<String> out = new ArrayList<>();
        for (Matcher found = what.matcher(text); found.find(); ) {
            out.add(found.group(1));
        }
        return out;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
