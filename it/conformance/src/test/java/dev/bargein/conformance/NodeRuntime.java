package dev.bargein.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Node for the clients from npm, with its npm: the machine's, or one from npm where that is older than they ask for.
 * Debian 12 has 18, openai and sharp want more.
 *
 * @param node what to run: a name on the PATH, or a path
 * @param npm the command that installs packages for it
 */
record NodeRuntime(String node, List<String> npm) {
    /** What {@code engines} of the clients and their packages asks for. */
    private static final int MIN_MAJOR = 22;

    private static final long ASK_SECONDS = 30;
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*");

    private static final List<String> NPM_OF_THE_MACHINE = List.of("npm");

    /** The one to use. */
    static NodeRuntime find() throws IOException, InterruptedException {
        return find("node");
    }

    static NodeRuntime find(String installed) throws IOException, InterruptedException {
        if (major(installed) >= MIN_MAJOR) {
            return new NodeRuntime(installed, NPM_OF_THE_MACHINE);
        }
        Path modules = NpmPackages.install("node", NPM_OF_THE_MACHINE).toAbsolutePath();
        String own = modules.resolve("node-linux-" + architecture())
                .resolve(Path.of("bin", "node"))
                .toString();
        if (major(own) < MIN_MAJOR) {
            throw new IOException("the clients need Node " + MIN_MAJOR + " or newer on the PATH; " + installed
                    + " is older, and clients/node has none for " + System.getProperty("os.name") + " on "
                    + architecture());
        }
        return new NodeRuntime(
                own,
                List.of(
                        own,
                        modules.resolve(Path.of("npm", "bin", "npm-cli.js")).toString()));
    }

    /** 0 for one that does not run. */
    static int major(String node) throws IOException, InterruptedException {
        Path out = ClientProcess.OUTPUT.resolve("node-version.txt").toAbsolutePath();
        int code;
        try {
            code = ClientProcess.run(ClientProcess.CLIENTS, ASK_SECONDS, out, Path.of("/dev/null"), node, "--version");
        } catch (IOException e) {
            return 0;
        }
        List<String> lines = Files.readAllLines(out);
        Matcher version = VERSION.matcher(code == 0 && !lines.isEmpty() ? lines.get(0) : "");
        return version.matches() ? Integer.parseInt(version.group(1)) : 0;
    }

    /** As Node names it. */
    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
