package dev.bargein.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code bargein} command. Each subcommand is a class of its own; this class only names them.
 *
 * <p>Exit codes: 0 done; 1 the command ran and failed; 2 the command line was wrong, or names what cannot be used.
 */
@Command(
        name = "bargein",
        description = "Interruptible realtime voice over WebSocket and WebRTC.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            AbCommand.class,
            ServeCommand.class,
            BenchCommand.class,
            DevicesCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "In a source checkout, ./bargein check runs everything that must hold before a change lands, and ./bargein"
                    + " install puts the libraries into your local Maven repository.",
            "",
            "Exit code: 0 done; 1 the command ran and failed; 2 wrong command line, or a file that it names cannot be"
                    + " used."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        hushLibraries();
        CommandLine commandLine = commandLine().setOut(new PrintWriter(System.out, true));
        int exitCode = commandLine.execute(args);
        if (exitCode == 0 && commandLine.getOut().checkError()) {
            commandLine.getErr().println("bargein: " + Terminal.CANNOT_WRITE);
            exitCode = Failures.FAILED;
        }
        Terminal.closeOutput();
        System.exit(exitCode);
    }

    /** Libraries find an interface for logging on the class path, and nothing behind it: that is no news for users. */
    private static void hushLibraries() {
        System.setProperty("log4j2.StatusLogger.level", "OFF");
        System.setProperty("org.apache.logging.log4j.simplelog.level", "OFF");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        if (System.getProperty("java.util.logging.config.file") == null) {
            // Read when the first line is logged, so that a short command need not load any of it.
            System.setProperty("java.util.logging.config.class", LogSetup.class.getName());
        }
    }

    /** The command line with its default streams; tests replace the streams. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(new Failures());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do, for example: bargein ab");
    }
}
