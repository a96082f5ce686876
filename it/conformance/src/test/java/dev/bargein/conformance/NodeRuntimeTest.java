package dev.bargein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

        String found = NodeRuntime.find(old);

        assertThat(found).isNotEqualTo(old);
        assertThat(NodeRuntime.major(found)).isGreaterThanOrEqualTo(22);
    }

    @Test
    void aMachineWithoutNodeGetsOneToo() throws Exception {
        assertThat(NodeRuntime.major(NodeRuntime.find(directory.resolve("none").toString())))
                .isGreaterThanOrEqualTo(22);
    }

    @Test
    void aNodeThatIsNewEnoughIsUsed() throws Exception {
        String current = node("v24.1.0");

        assertThat(NodeRuntime.find(current)).isEqualTo(current);
    }

    private String node(String version) throws Exception {
        Path file = Files.writeString(directory.resolve("node"), "#!/bin/sh\necho " + version + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"))
                .toString();
    }
}
