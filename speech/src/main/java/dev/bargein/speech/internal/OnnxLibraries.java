package dev.bargein.speech.internal;

import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.Path;

/**
 * The native libraries that ONNX Runtime unpacks into the temporary directory, 22 MB for each process. It deletes them
 * when the JVM ends in order, and leaves them there when it is killed or halted.
 */
final class OnnxLibraries {
    private static final System.Logger LOG = System.getLogger("dev.bargein.speech");

    private OnnxLibraries() {}

    /**
     * Removes the files once they are loaded: Linux and macOS need them no longer. Windows refuses, and keeps them until
     * the JVM ends.
     */
    static void removeFiles() {
        try {
            Field directory = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
            directory.setAccessible(true);
            if (directory.get(null) instanceof Path path) {
                remove(path.toFile());
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Another version, or one in a module of its own: the JVM's end has to do.
            LOG.log(System.Logger.Level.DEBUG, "The libraries of ONNX Runtime stay until the JVM ends", e);
        }
    }

    private static void remove(File directory) {
        File[] files = directory.listFiles();
        for (File file : files == null ? new File[0] : files) {
            if (!file.delete()) {
                LOG.log(System.Logger.Level.DEBUG, "{0} stays until the JVM ends", file);
            }
        }
        if (!directory.delete()) {
            LOG.log(System.Logger.Level.DEBUG, "{0} stays until the JVM ends", directory);
        }
    }
}
