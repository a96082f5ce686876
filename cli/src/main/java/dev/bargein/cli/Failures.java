package dev.bargein.cli;

import dev.bargein.client.ConnectException;
import dev.bargein.lab.LabException;
import dev.bargein.rtc.RtcException;
import dev.bargein.simulator.ScriptException;
import dev.bargein.simulator.SimulatorException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
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
        if (saysWhatToDo(failure)) {
            err.println("bargein: " + failure.getMessage());
        } else {
            err.println("bargein: this should not happen; please report it with what follows");
            failure.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    private static boolean saysWhatToDo(Exception failure) {
        return failure instanceof LabException
                || failure instanceof RtcException
                || failure instanceof ConnectException
                || failure instanceof SimulatorException
                || failure instanceof ScriptException
                || failure instanceof CommandFailed;
    }
}
