package dev.bargein.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user sees when the command line is wrong: what is wrong, and where the options are listed. */
final class UsageErrors implements IParameterExceptionHandler {
    /** The command line was wrong, or names what cannot be used. */
    static final int WRONG = 2;

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine commandLine = wrong.getCommandLine();
        PrintWriter err = commandLine.getErr();
        err.println("bargein: " + Printable.text(String.valueOf(wrong.getMessage())));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Options and examples: " + commandLine.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return WRONG;
    }
}
