package dev.bargein.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Test classes that leak on purpose, run by {@link LeakCheckTest} only; their name keeps the test runner from them. */
final class Leaky {
    private static final AtomicInteger OPEN_THINGS = new AtomicInteger();
    private static CountDownLatch release = new CountDownLatch(1);
    private static @Nullable Thread thread;
    private static @Nullable AutoCloseable socket;

    static void cleanUp() throws Exception {
        release.countDown();
        release = new CountDownLatch(1);
        if (thread != null) {
            thread.join();
            thread = null;
        }
        if (socket != null) {
            socket.close();
            socket = null;
        }
        OPEN_THINGS.set(0);
    }

    private Leaky() {}

    private static void startThread(String name) {
        CountDownLatch mine = release;
        thread = new Thread(
                () -> {
                    try {
                        mine.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.start();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    static class LeavesAThread {
        @Test
        void test() {
            startThread("the forgotten one");
        }
    }

    static class LeavesAThreadThatEnds {
        @Test
        void test() {
            startThread("the slow one");
            new Thread(release::countDown).start();
        }
    }

    static class LeavesAListener {
        @Test
        void test() throws IOException {
            socket = listen();
        }
    }

    static class LeavesAUdpSocket {
        @Test
        void test() throws IOException {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }
    }

    static class LeavesATrackedThing {
        @Test
        void test() {
            LeakCheck.track("things", OPEN_THINGS::get);
            OPEN_THINGS.addAndGet(2);
        }
    }

    static class ThrowsOnAnotherThread {
        @Test
        void test() throws InterruptedException {
            Thread thrower = new Thread(
                    () -> {
                        throw new IllegalStateException("oops");
                    },
                    "thrower");
            thrower.start();
            thrower.join();
        }
    }

    static class LeaksInOneOfTwoTests {
        @Test
        void leaks() throws IOException {
            if (socket == null) {
                socket = listen();
            }
        }

        @Test
        void doesNot() throws IOException {
            leaks();
        }
    }

    static class OpensForTheClass {
        @BeforeAll
        static void open() throws IOException {
            socket = listen();
        }

        @AfterAll
        static void close() throws Exception {
            if (socket != null) {
                socket.close();
            }
        }

        @Test
        void test() {
            assertThat(socket).isNotNull();
        }
    }

    static class ForgetsToCloseForTheClass {
        @BeforeAll
        static void open() throws IOException {
            socket = listen();
        }

        @Test
        void test() {
            assertThat(socket).isNotNull();
        }
    }

    @LeakCheck.PerClass("the listener is opened by a test and closed with the class")
    static class GrowsWithinTheClass {
        @AfterAll
        static void close() throws Exception {
            if (socket != null) {
                socket.close();
            }
        }

        @Test
        void test() throws IOException {
            socket = listen();
        }
    }
}
