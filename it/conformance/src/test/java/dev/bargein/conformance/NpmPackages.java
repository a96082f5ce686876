package dev.bargein.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Installs what a lock file names, once for each lock file, next to it, without running scripts of packages. npm runs on
 * the Node that the clients run on: it leaves out what does not suit its own, without a word where that is optional.
 */
final class NpmPackages {
    private static final long INSTALL_SECONDS = 300;
    private static final String STAMP = ".installed-lock";

    private NpmPackages() {}

    /** Returns the directory {@code node_modules} of a client. */
    static Path install(String directory) throws IOException, InterruptedException {
        return install(directory, NodeRuntime.find().npm());
    }

    /** The same with a command that runs npm. */
    static Path install(String directory, List<String> npm) throws IOException, InterruptedException {
        Path home = ClientProcess.CLIENTS.resolve(directory);
        Path modules = home.resolve("node_modules");
        String lock = Files.readString(home.resolve("package-lock.json"));
        Path stamp = modules.resolve(STAMP);
        if (Files.exists(stamp) && Files.readString(stamp).equals(lock)) {
            return modules;
        }
        Path log = ClientProcess.OUTPUT.resolve(directory + "-install.log").toAbsolutePath();
        List<String> command = new ArrayList<>(npm);
        command.addAll(List.of("ci", "--no-audit", "--no-fund", "--ignore-scripts"));
        int code = ClientProcess.run(home, INSTALL_SECONDS, log, log, command.toArray(String[]::new));
        if (code != 0) {
            throw new IOException("npm ci in clients/" + directory + " failed: " + Files.readString(log));
        }
        Files.writeString(stamp, lock);
        return modules;
    }
}
