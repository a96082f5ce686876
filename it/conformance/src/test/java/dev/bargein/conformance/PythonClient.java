package dev.bargein.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A client in Python, of a package of the system.
 *
 * @param directory where its program is
 * @param program what to run there
 * @param module what it imports
 * @param debianPackage what has that module
 */
record PythonClient(String directory, String program, String module, String debianPackage) implements Client.Run {
    /** A Python of somebody's own comes first on the PATH and sees no packages of the system. */
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

    private static final long ASK_SECONDS = 30;

    @Override
    public List<StepResult> against(Service service) throws IOException, InterruptedException {
        for (String interpreter : INTERPRETERS) {
            if (has(interpreter)) {
                return ClientProcess.converse(directory, interpreter, program, service);
            }
        }
        throw new IOException("no Python with " + module + ": apt-get install " + debianPackage);
    }

    private boolean has(String interpreter) throws InterruptedException {
        Path nowhere = Path.of("/dev/null");
        try {
            return ClientProcess.run(
                            ClientProcess.CLIENTS, ASK_SECONDS, nowhere, nowhere, interpreter, "-c", "import " + module)
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
