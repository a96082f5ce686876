package dev.bargein.conformance;

import java.io.IOException;
import java.util.List;

/**
 * A client from npm.
 *
 * @param directory where its lock file is
 * @param program what to run there
 */
record NodeClient(String directory, String program) implements Client.Run {
    @Override
    public List<StepResult> against(Service service) throws IOException, InterruptedException {
        NpmPackages.install(directory);
        return ClientProcess.converse(directory, NodeRuntime.find().node(), program, service);
    }
}
