package dev.bargein.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of the files that a command line names for output: said before the work, rather than after it. */
final class Outputs {
    private Outputs() {}

    /** Refuses a file that cannot be written; a device such as /dev/null can. */
    static void mustBeWritable(CommandSpec spec, String option, Path file) {
        Path directory = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? !Files.isDirectory(file) && Files.isWritable(file)
                : directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
        if (!writable) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": cannot write " + file
                            + ", which must be a file whose directory exists and is writable");
        }
    }

    /** Refuses two options that name one file, as one would overwrite the other; a device loses nothing by that. */
    static void mustDiffer(CommandSpec spec, String option, Path file, String otherOption, Path otherFile) {
        if (isSame(file, otherFile) && (!Files.exists(file) || Files.isRegularFile(file))) {
            throw new ParameterException(
                    spec.commandLine(), option + " and " + otherOption + " must not be the same file: " + file);
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other)
                    ? Files.isSameFile(one, other)
                    : whereItWillBe(one).equals(whereItWillBe(other));
        } catch (IOException e) {
            return one.toAbsolutePath()
                    .normalize()
                    .equals(other.toAbsolutePath().normalize());
        }
    }

    private static Path whereItWillBe(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null ? file : directory.toRealPath().resolve(file.getFileName());
    }
}
