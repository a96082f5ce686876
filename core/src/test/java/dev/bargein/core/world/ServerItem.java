package dev.bargein.core.world;

import dev.bargein.core.MediaTime;

/** An item of the conversation as the server remembers it. */
final class ServerItem {
    final String id;
    final String role;
    final String type;
    /** The response that it is of; -1 for the user's. */
    final int response;
    /** Where its sound starts in that of the response, in samples. */
    final int start;
    /** All the sound that it would have, in samples. */
    final int length;

    /** The sound that was made, in samples. */
    int generated;
    /** The sound that left the output buffer, in samples. */
    int sent;
    /** What a truncation left, in milliseconds; -1 for none. */
    long keptMs = -1;

    boolean deleted;
    boolean complete;
    /** It is in no conversation. */
    boolean aside;
    /** The session that it was in is over. */
    boolean gone;

    ServerItem(String id, String role, String type, int response, int start, int length) {
        this.id = id;
        this.role = role;
        this.type = type;
        this.response = response;
        this.start = start;
        this.length = length;
    }

    boolean hasAudio() {
        return role.equals("assistant") && length > 0;
    }

    /** Whether the conversation holds it. */
    boolean remembered() {
        return !deleted && !gone && !aside;
    }

    /** Which one of its response it is. */
    int part() {
        return Integer.parseInt(id.substring(id.lastIndexOf('_') + 1));
    }

    long generatedMs() {
        return new MediaTime(generated).millis();
    }
}
