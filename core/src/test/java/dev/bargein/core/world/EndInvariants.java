package dev.bargein.core.world;

import dev.bargein.core.MediaTime;
import dev.bargein.protocol.ErrorDetails;
import java.util.Map;

/** Judges a conversation that has come to rest: what was missed, and what the server remembers. */
final class EndInvariants {
    private static final long IN_FLIGHT_MS = 240;

    private final Case conversation;
    private final Setup setup;
    private final Ear ear;
    private final ModelServer server;
    private final boolean clean;

    EndInvariants(Case conversation, Setup setup, Ear ear, ModelServer server, boolean clean) {
        this.conversation = conversation;
        this.setup = setup;
        this.ear = ear;
        this.server = server;
        this.clean = clean;
    }

    void judge(Map<Integer, long[]> heard, long stalledUntil, long now) {
        for (int no = 0; no < server.responses(); no++) {
            if (!ear.isForgiven(no) && !ear.isInterrupted(no)) {
                complete(no, now);
            }
        }
        if (!clean) {
            return;
        }
        for (ErrorDetails error : server.errors()) {
            String code = error.code() == null ? "" : error.code();
            // The application asks for the deletion of what is being deleted.
            boolean applications = error.eventId() != null && error.eventId().startsWith("delete_");
            if (!applications
                    && !code.equals("response_cancel_not_active")
                    && !code.equals("conversation_already_has_active_response")
                    && !code.equals("input_audio_buffer_commit_empty")) {
                throw new Violation("error", now, "the server objects: " + error.message());
            }
        }
        for (ServerItem item : server.items()) {
            long[] bounds = heard.get(item.response);
            if (bounds != null
                    && item.hasAudio()
                    && item.generated > 0
                    && item.remembered()
                    && !ear.isForgiven(item.response)
                    && stalledUntil == 0) {
                remembered(item, bounds, now);
            }
        }
    }

    /** I4: nothing is missing of a response that was let speak. */
    private void complete(int no, long now) {
        if (ear instanceof SmoothEar smooth) {
            if (clean) {
                smooth.complete(no, now);
            }
        } else if (ear instanceof ExactEar exact && !exact.isDamaged(no) && ear.rendered(no) != server.generated(no)) {
            throw new Violation(
                    "I4",
                    now,
                    "only " + ear.rendered(no) + " of " + server.generated(no) + " samples of response " + no
                            + " were rendered");
        }
    }

    /** I1 the other way round: the model remembers what was heard, and nothing that was not. */
    private void remembered(ServerItem item, long[] bounds, long now) {
        long kept = item.keptMs >= 0 ? item.keptMs : item.generatedMs();
        long tolerance = 1 + (conversation.webRtc() ? 40 : 0) + (setup.latencyMs() == 0 ? 0 : 20);
        long ahead = conversation.webRtc() ? Math.max(0, setup.downMs() + setup.jitterMs() - setup.mediaDownMs()) : 0;
        long least = ms(item, bounds[0]) - tolerance - ahead;
        long most = ms(item, bounds[1]) + tolerance;
        if (conversation.webRtc() && server.unclear(item.response)) {
            most = new MediaTime(item.sent).millis() + 20;
            least = server.buffer().drained(item.response) ? 0 : least;
        }
        // What was rendered to its end counts as heard, although the last of it is still on its way to the ear.
        boolean rendered = ear.rendered(item.response) >= item.start + item.generated;
        // All of it was on its way, and the next response right behind it.
        boolean followed = conversation.webRtc()
                && server.follows(item.response)
                && item.generatedMs() - ms(item, bounds[1]) < IN_FLIGHT_MS + setup.latencyMs();
        // Of what was sent whole nothing but a count can tell, and a pause in it could have been one of the server: a
        // position in it may not exist.
        boolean sentWhole = conversation.webRtc() && item.sent == item.generated;
        long unsure = !sentWhole ? 0 : server.unclear(item.response) ? item.generatedMs() : pauseMs(item);
        boolean paused = unsure > 0 && item.generatedMs() - ms(item, bounds[1]) < IN_FLIGHT_MS + setup.latencyMs();
        least -= unsure;
        boolean whole = item.keptMs < 0 && (rendered || followed || paused);
        if (!whole && (kept < least || kept > most)) {
            throw new Violation(
                    "memory",
                    now,
                    "the server remembers " + kept + " ms of " + item.id + ", heard were " + ms(item, bounds[0])
                            + " to " + ms(item, bounds[1]));
        }
    }

    private long pauseMs(ServerItem item) {
        short[] all = server.voice(item.response);
        long silent = 0;
        for (int i = item.start; i < item.start + item.generated; i++) {
            silent += all[i] == 0 ? 1 : 0;
        }
        return new MediaTime(silent).millis();
    }

    private static long ms(ServerItem item, long heardInResponse) {
        return new MediaTime(Math.max(0, Math.min(item.generated, heardInResponse - item.start))).millis();
    }
}
