package dev.bargein.core.world;

import dev.bargein.core.Command;
import dev.bargein.core.Conversation.Activity;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.Step;
import java.util.HashSet;
import java.util.Set;

/**
 * Judges what a conversation says goes on, by what it tells of voices and of the user.
 *
 * <p>Not where nothing is certain: in chaos, or where a live stream does not say whose sound it carries.
 */
final class ActivityInvariants {
    private final Set<String> sounding = new HashSet<>();
    private final boolean strict;

    ActivityInvariants(boolean strict) {
        this.strict = strict;
    }

    void after(Input input, Step step, Activity activity, boolean userSpeaks, boolean usable, long now) {
        for (Command command : step.commands()) {
            if (command instanceof Command.Notify n) {
                if (n.notice() instanceof Notice.VoiceStarted started) {
                    sounding.add(started.responseId());
                } else if (n.notice() instanceof Notice.VoiceEnded ended) {
                    sounding.remove(ended.responseId());
                } else if (n.notice() instanceof Notice.Interrupted) {
                    sounding.clear();
                }
            }
        }
        if (!usable || !strict) {
            return;
        }
        if (userSpeaks && activity != Activity.USER_SPEAKING) {
            throw new Violation("activity", now, activity + " after " + input + " although the user speaks");
        }
        boolean silent = activity == Activity.THINKING || activity == Activity.IDLE || activity == Activity.LISTENING;
        if (activity == Activity.SPEAKING && sounding.isEmpty()) {
            throw new Violation("activity", now, "the voice is said to be heard after " + input);
        }
        if (!sounding.isEmpty() && silent) {
            throw new Violation("activity", now, activity + " after " + input + " although a voice is heard");
        }
    }

    /** The conversation has come to rest, at an open microphone or a shut one. */
    void end(Activity activity, boolean open, boolean userSpeaks, boolean functionRuns, long now) {
        Activity rest = userSpeaks ? Activity.USER_SPEAKING : open ? Activity.LISTENING : Activity.IDLE;
        if (strict && activity != rest && !(functionRuns && activity == Activity.THINKING)) {
            throw new Violation("activity", now, activity + " at rest, and not " + rest);
        }
    }
}
