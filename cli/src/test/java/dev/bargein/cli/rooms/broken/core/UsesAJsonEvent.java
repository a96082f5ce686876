package dev.bargein.cli.rooms.broken.core;

import dev.bargein.cli.rooms.broken.protocol.JsonEvent;

record UsesAJsonEvent(JsonEvent event) {}
