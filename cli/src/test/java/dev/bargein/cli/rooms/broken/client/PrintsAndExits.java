package dev.bargein.cli.rooms.broken.client;

final class PrintsAndExits {
    private PrintsAndExits() {}

    @SuppressWarnings("SystemOut")
    static void end(Throwable why) {
        System.out.println("bye");
        why.printStackTrace();
        System.exit(1);
    }
}
