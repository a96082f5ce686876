package dev.bargein.simulator.internal;

import dev.bargein.simulator.SimulatorException;
import io.netty.util.Version;

/**
 * Whether the Netty on the class path is one that the server can run on: a bill of materials of the application may have
 * chosen an older one, and the first sign of that would be a class that is missing.
 *
 */
final class NettyVersion {
    private static final String NEEDED = "4.2";

    /** New in 4.2, and used as soon as a server starts. */
    private static final String CLASS_OF_NEEDED = "io.netty.channel.MultiThreadIoEventLoopGroup";

    private NettyVersion() {}

    /**
     * Checks it.
     *
     * @throws SimulatorException when it is too old; the message says what to do
     */
    static void check() {
        try {
            Class.forName(CLASS_OF_NEEDED, false, NettyVersion.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new SimulatorException(
                    "Netty " + present() + " is on the class path, and the simulator needs " + NEEDED
                            + ": the application's bill of materials, such as Spring Boot's, chooses an older one. Set the"
                            + " property netty.version to 4.2.17.Final or a later 4.2 (with spring-boot-starter-parent),"
                            + " or import io.netty:netty-bom of that version before the other bill of materials",
                    e);
        }
    }

    /** What is there, as {@code 4.1.128.Final}. */
    private static String present() {
        Version common = Version.identify(NettyVersion.class.getClassLoader()).get("netty-common");
        return common == null ? "of an unknown version" : common.artifactVersion();
    }
}
