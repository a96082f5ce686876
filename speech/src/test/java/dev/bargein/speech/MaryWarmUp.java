package dev.bargein.speech;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Loads MaryTTS before any test begins: its two threads live as long as the JVM and are nobody's leak. */
public final class MaryWarmUp implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        new SltVoice();
    }
}
