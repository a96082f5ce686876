package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bargein.simulator.internal.faults.FaultsReader;
import dev.bargein.simulator.internal.script.ScriptReader;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.ScriptException;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Holds the schema of scripts, and the page about them, to what the reader reads. */
class ScriptSchemaTest {
    private static final Path ROOT = Path.of("..");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Text blocks of Java, fences of Markdown, code of Javadoc; strings of one line. */
    private static final Pattern BLOCK = Pattern.compile(
            "\"\"\"\\R(?<block>.*?)\"\"\"|```yaml\\R(?<fence>.*?)```|@code\\R(?<code>.*?)\\R \\* }"
                    + "|\"(?<line>answers:(?:[^\"\\\\\\n]|\\\\.)*)\"",
            Pattern.DOTALL);

    private final Validator validator;
    private final URI schema;

    ScriptSchemaTest() throws IOException {
        validator = new ValidatorFactory()
                .withJsonNodeFactory(new JacksonNode.Factory())
                .createValidator();
        schema = validator.registerSchema(Files.readString(ROOT.resolve("docs/script.schema.json")));
    }

    @Test
    void theSchemaAcceptsEveryScriptOfThisRepositoryThatIsRead() throws IOException {
        List<String> scripts = new ArrayList<>();
        for (Path file : sources()) {
            for (String yaml : scriptsIn(file)) {
                if (isRead(yaml)) {
                    scripts.add(yaml);
                    assertThat(errors(yaml)).as("%s:%n%s", file, yaml).isEmpty();
                }
            }
        }
        assertThat(scripts).as("scripts that were found").hasSizeGreaterThan(15);
    }

    @Test
    void everyScriptOfTheDocumentationIsRead() throws IOException {
        for (Path file : List.of(ROOT.resolve("docs/scripts.md"), ROOT.resolve("README.md"), script())) {
            for (String yaml : scriptsIn(file)) {
                assertThat(Script.parse(yaml, file.toString()).answers()).isNotEmpty();
            }
        }
        assertThat(scriptsIn(script())).isNotEmpty();
        assertThat(scriptsIn(ROOT.resolve("docs/scripts.md"))).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "answers: 5",
                "answers: []",
                "answers: [hello]",
                "answers: [{txt: hi}]",
                "answers: [{text: a}]\nmore: 1",
                "answers: [{speed: 2}]",
                "answers: [{text: a, speed: fast}]",
                "answers: [{text: a, speed: 0.01}]",
                "answers: [{text: a, chunkMs: 1}]",
                "answers: [{text: a, chunkMs: 100.5}]",
                "answers: [{text: a, firstAudioDelayMs: -1}]",
                "answers: [{text: a, items: [{text: b}]}]",
                "answers: [{items: []}]",
                "answers: [{items: [{text: a, speed: 2}]}]",
                "answers: [{items: [{pauseMs: 600001}]}]",
                "answers: [{text: a, call: {name: f}}]",
                "answers: [{call: {arguments: 5}}]",
                "answers: [{call: {name: a b}}]",
                "answers: [{wav: a.wav, durationMs: 5}]",
                "answers: [{durationMs: 3600001}]",
                "answers: [{durationMs: 0}]",
                "answers: [{text: a, incomplete: tired}]",
                "answers: [{fail: anything}]",
                "answers: [{fail: {kind: x}}]",
                "answers: [{fail: server_error, incomplete: content_filter}]",
                "answers: [{text: a, when: b}]",
                "answers: [{text: a}, {text: b, when: x, whenTool: y}]",
                "answers: [{text: a}, {text: b, when: x, hears: x}]",
                "answers: [{text: a}, {text: b, when: ' '}]",
                "answers: [{text: a}, {text: b, whenTool: no such name}]",
                "answers: [{text: a, faults: {nonsense: 1}}]",
                "answers: [{text: a, faults: {http: {}}}]",
                "answers: [{text: a, faults: {chance: 0}}]",
                "answers: [{text: a, faults: {clear: maybe}}]",
                "answers: [{text: a, faults: {stall: {from: 1}}}]",
                "answers: [{text: a, faults: {expire: {}}}]",
                "answers: [{text: a, faults: {silentMedia: 1}}]"
            })
    void theSchemaRefusesWhatTheReaderRefuses(String yaml) throws IOException {
        assertThat(isRead(yaml)).as("read").isFalse();
        assertThat(errors(yaml)).isNotEmpty();
    }

    @Test
    void theSchemaAcceptsSoundOfTheUsersOwn() throws IOException {
        assertThat(errors("answers: [{wav: bell.wav, text: Ding.}]")).isEmpty();
    }

    @Test
    void everyKeyIsInTheSchemaAndOnThePage() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/script.schema.json"));
        String page = Files.readString(ROOT.resolve("docs/scripts.md"));
        List<String> keys = new ArrayList<>(ScriptReader.ANSWER_KEYS);
        FaultsReader.KEYS.stream()
                .filter(key -> !FaultsReader.OF_SERVICE.contains(key))
                .forEach(keys::add);
        assertThat(keys).allSatisfy(key -> {
            assertThat(text).contains("\"" + key + "\"");
            assertThat(page).contains("`" + key + "`");
        });
    }

    private static Path script() {
        return ROOT.resolve("simulator/src/main/java/dev/bargein/simulator/script/Script.java");
    }

    private List<String> errors(String yaml) throws JsonProcessingException {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        Validator.Result result = validator.validate(schema, JSON.writeValueAsString(tree));
        return result.isValid()
                ? List.of()
                : result.getErrors().stream()
                        .map(error -> error.getInstanceLocation() + " " + error.getError())
                        .toList();
    }

    private static boolean isRead(String yaml) {
        try {
            Script.parse(yaml, "found");
            return true;
        } catch (ScriptException | YamlEngineException e) {
            return false;
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.toString();
                if ((name.endsWith(".java") || name.endsWith(".md"))
                        && !name.contains("node_modules")
                        && !name.contains("/target/")) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static List<String> scriptsIn(Path file) throws IOException {
        String text = Files.readString(file);
        List<String> out = new ArrayList<>();
        Matcher block = BLOCK.matcher(text.contains("answers:") ? text : "");
        while (block.find()) {
            String yaml = block.group("fence");
            if (block.group("block") != null) {
                yaml = block.group("block").stripIndent().translateEscapes();
            } else if (block.group("code") != null) {
                yaml = block.group("code").replaceAll("(?m)^ \\* ?", "");
            } else if (block.group("line") != null) {
                yaml = block.group("line").translateEscapes();
            }
            if (yaml != null && yaml.contains("answers:")) {
                out.add(yaml);
            }
        }
        return out;
    }
}
