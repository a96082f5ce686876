package dev.bargein.webrtc.internal;

import dev.bargein.rtc.RtcException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Says what to do when libwebrtc could not be loaded. */
final class LoadFailure {
    /** What the Linux library is linked against beyond the C library, as Debian and Ubuntu name it. */
    private static final String DEBIAN_PACKAGES = "libpulse0 libx11-6 libxfixes3 libxrandr2 libxcomposite1 libdbus-1-3";

    private LoadFailure() {}

    static RtcException explain(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return new RtcException(advice(root), failure);
    }

    private static String advice(Throwable root) {
        if (root instanceof UnsatisfiedLinkError) {
            return "libwebrtc cannot be loaded: " + root.getMessage() + ". " + systemLibraries();
        }
        if (root instanceof FileSystemException e) {
            String why = e instanceof AccessDeniedException ? "is not writable" : "cannot be used: " + e.getMessage();
            return "libwebrtc cannot be unpacked: the directory for temporary files " + why
                    + ". Point -Djava.io.tmpdir at a directory that is writable and allows execution";
        }
        if (root instanceof NullPointerException) {
            return "libwebrtc is not on the class path for this platform (" + platform()
                    + "). Add dev.onvoid.webrtc:webrtc-java:0.14.0 with the classifier of the platform: linux-x86_64, "
                    + "linux-aarch64, linux-aarch32, macos-x86_64, macos-aarch64 or windows-x86_64";
        }
        return "libwebrtc cannot be loaded on " + platform() + ": " + root + ". " + systemLibraries();
    }

    private static String systemLibraries() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
                ? "Install its system libraries; on Debian and Ubuntu: apt-get install " + DEBIAN_PACKAGES
                : "Check that the operating system is recent enough for it";
    }

    private static String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
