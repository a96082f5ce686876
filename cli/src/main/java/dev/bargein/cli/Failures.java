package dev.bargein.cli;

import dev.bargein.client.ConnectException;
import dev.bargein.desktop.SoundDeviceException;
import dev.bargein.lab.LabException;
import dev.bargein.rtc.RtcException;
import dev.bargein.simulator.SimulatorException;
import dev.bargein.simulator.script.ScriptException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What the user sees when a command fails: one line that says what to do where we know it, and everything where we do
 * not.
 */
final class Failures implements IExecutionExceptionHandler {
    /** The command ran and failed. */
    static final int FAILED = 1;

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (failure instanceof ScriptException) {
            // A file that the command line names and that cannot be used, as any other such file.
            ParameterException wrong = new ParameterException(commandLine, failure.getMessage(), failure);
            return new UsageErrors().handleParseException(wrong, new String[0]);
        }
        if (saysWhatToDo(failure)) {
            err.println("bargein: " + Printable.text(String.valueOf(failure.getMessage())));
        } else {
            err.println("bargein: this should not happen; please report it with what follows");
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            err.print(Printable.text(trace.toString()));
        }
        err.flush();
        return FAILED;
    }

    private static boolean saysWhatToDo(Exception failure) {
        return failure instanceof LabException
                || failure instanceof RtcException
                || failure instanceof ConnectException
                || failure instanceof SimulatorException
                || failure instanceof SoundDeviceException
                || failure instanceof CommandFailed;
    }
}
