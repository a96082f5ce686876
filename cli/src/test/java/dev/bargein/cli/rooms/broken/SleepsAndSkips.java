package dev.bargein.cli.rooms.broken;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Not run: its name is not that of a test. */
@Disabled("broken on purpose")
final class SleepsAndSkips {
    @Test
    @Disabled("broken on purpose")
    void sleeps() throws InterruptedException {
        Assumptions.assumeTrue(true);
        Thread.sleep(1);
    }
}
