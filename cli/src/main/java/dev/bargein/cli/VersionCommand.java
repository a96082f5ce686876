package dev.bargein.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bargein version}: what to paste into a bug report. */
@Command(name = "version", description = "Prints the version, the JDK and the system: paste it into a bug report.")
final class VersionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("bargein " + Version.number());
        out.println(
                "java " + System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")");
        out.println(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        out.flush();
    }
}
