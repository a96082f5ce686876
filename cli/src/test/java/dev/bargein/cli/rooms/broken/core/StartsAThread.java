package dev.bargein.cli.rooms.broken.core;

final class StartsAThread {
    private StartsAThread() {}

    static void start(Runnable work) {
        new Thread(work).start();
    }
}
