package dev.bargein.core.world;

import dev.bargein.protocol.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response that the server makes. */
final class Answer {
    /** Of a response that the server began by itself. */
    static final long UNASKED = -1;

    final int no;
    final Plan plan;
    /** The number of the client event that asked for it. */
    final long asked;
    /** It is of no conversation. */
    final boolean aside;

    final @Nullable JsonObject metadata;
    /** Items whose sound is made, but whose end is not told yet. */
    final List<ServerItem> unended = new ArrayList<>();

    int part = -1;
    int start;

    @Nullable
    ServerItem item;

    boolean created;
    boolean cancelled;
    boolean done;
    /** Nothing more is heard of it, not even its end. */
    boolean hung;

    Answer(int no, Plan plan, long asked, boolean aside, @Nullable JsonObject metadata) {
        this.no = no;
        this.plan = plan;
        this.asked = asked;
        this.aside = aside;
        this.metadata = metadata;
    }

    String id() {
        return "resp_" + no;
    }
}
