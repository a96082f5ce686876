package dev.bargein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which Node the clients run on. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class NodeRuntimeTest {
    @TempDir
    Path directory;

    @Test
    void aMachineWithTheNodeOfDebian12GetsANewerOneForTheClients() throws Exception {
        String old = node("v18.20.4");

        NodeRuntime found = NodeRuntime.find(old);

        assertThat(found.node()).isNotEqualTo(old);
        assertThat(NodeRuntime.major(found.node())).isGreaterThanOrEqualTo(22);
    }

    /** The npm of the machine runs on its old Node, and leaves out optional packages that ask for a newer one. */
    @Test
    void packagesAreInstalledByAnNpmThatRunsOnTheNewerOne() throws Exception {
        NodeRuntime found = NodeRuntime.find(node("v18.20.4"));
        Path out = directory.resolve("npm.json");
        List<String> command = new ArrayList<>(found.npm());
        command.addAll(List.of("version", "--json"));

        int code = ClientProcess.run(directory, 60, out, directory.resolve("npm.log"), command.toArray(String[]::new));

        assertThat(code).isZero();
        assertThat(Files.readString(out)).containsPattern("\"node\": \"(2[2-9]|[3-9]\\d)\\.");
    }

    @Test
    void aMachineWithoutNodeGetsOneToo() throws Exception {
        assertThat(NodeRuntime.major(
                        NodeRuntime.find(directory.resolve("none").toString()).node()))
                .isGreaterThanOrEqualTo(22);
    }

    @Test
    void aNodeThatIsNewEnoughIsUsed() throws Exception {
        String current = node("v24.1.0");

        assertThat(NodeRuntime.find(current).node()).isEqualTo(current);
    }

    private String node(String version) throws Exception {
        Path file = Files.writeString(directory.resolve("node"), "#!/bin/sh\necho " + version + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"))
                .toString();
    }
}
