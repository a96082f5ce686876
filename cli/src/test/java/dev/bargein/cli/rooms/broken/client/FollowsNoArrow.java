package dev.bargein.cli.rooms.broken.client;

import dev.bargein.cli.rooms.broken.simulator.internal.Hidden;

final class FollowsNoArrow {
    private FollowsNoArrow() {}

    static Object touch() {
        return new Hidden();
    }
}
