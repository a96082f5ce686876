package dev.bargein.examples;

import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.core.Conversation;
import dev.bargein.core.Notice;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Holds a button, talks, lets go, and hears the answer; shows what goes on meanwhile. */
public final class PushToTalk {
    private static final Script SCRIPT = Script.of(Answer.ofDurationMs(800));

    private PushToTalk() {}

    /** Prints what went on. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(talk());
    }

    static List<Conversation.Activity> talk() throws InterruptedException {
        List<Conversation.Activity> activities = new CopyOnWriteArrayList<>();
        CountDownLatch answered = new CountDownLatch(1);
        ScheduledExecutorService button = Executors.newSingleThreadScheduledExecutor();
        VirtualMicrophone microphone = new VirtualMicrophone(new VirtualClock());
        try (Simulator service = Simulator.builder().script(SCRIPT).start();
                RealtimeSession session = RealtimeSession.builder()
                        .url(service.httpUrl())
                        .model("sim")
                        .apiKey("any")
                        .microphone(microphone)
                        .listener(new SessionListener() {
                            @Override
                            public void onActivity(Conversation.Activity activity, long nanos) {
                                activities.add(activity); // for a light on the button
                            }

                            @Override
                            public void onNotice(Notice notice, long nanos) {
                                if (notice instanceof Notice.TurnDropped t) System.err.println(t.reason());
                                if (notice instanceof Notice.VoiceEnded) answered.countDown();
                            }
                        })
                        .connect()) {
            session.press(); // silence at once, if an answer plays
            microphone.play(tone(1_000));
            button.schedule(
                    () -> {
                        session.release(); // the last word is awaited, and then the answer asked for
                    },
                    1,
                    TimeUnit.SECONDS);
            if (!answered.await(20, TimeUnit.SECONDS))
                throw new IllegalStateException("No answer was heard to its end");
        } finally {
            button.shutdown();
        }
        return activities;
    }

    private static short[] tone(int ms) {
        short[] pcm = new short[24 * ms];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (8_000 * Math.sin(i * 2 * Math.PI * 440 / 24_000));
        }
        return pcm;
    }
}
