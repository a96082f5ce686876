package dev.bargein.examples;

import dev.bargein.client.CloseReason;
import dev.bargein.client.RealtimeSession;
import dev.bargein.client.SessionListener;
import dev.bargein.client.SessionState;
import dev.bargein.core.Notice;
import dev.bargein.core.ReconnectPolicy;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Script;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Talks on with a service that goes away and comes back. */
public final class StayConnected {
    private static final Script SCRIPT = Script.parse("""
            answers:
              - text: Here I am.
                durationMs: 400
            """, "here");

    private StayConnected() {}

    /** Prints what the assistant says. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(talk());
    }

    static String talk() throws InterruptedException {
        StringBuffer said = new StringBuffer();
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Simulator service = Simulator.builder().script(SCRIPT).start();
        int port = service.port();
        try (RealtimeSession session = RealtimeSession.builder()
                .url(service.httpUrl())
                .model("sim")
                .apiKey("any")
                .reconnect(ReconnectPolicy.DEFAULT)
                .listener(new SessionListener() {
                    @Override
                    public void onState(SessionState state, long nanos) {
                        if (state == SessionState.RECONNECTING) lost.countDown();
                    }

                    @Override
                    public void onNotice(Notice notice, long nanos) {
                        if (notice instanceof Notice.AssistantText text) said.append(text.delta());
                        if (notice instanceof Notice.VoiceEnded) answered.countDown();
                        if (notice instanceof Notice.NotSent n) System.err.println("Not sent: " + n.what());
                        if (notice instanceof Notice.TurnDropped t) System.err.println("Not heard: " + t.reason());
                    }

                    @Override
                    public void onClosed(CloseReason reason) {
                        if (reason.kind() == CloseReason.Kind.REFUSED) System.err.println(reason.text());
                    }
                })
                .connect()) {
            service.close();
            lost.await(20, TimeUnit.SECONDS);
            session.say("Are you there?"); // kept, and sent to the next session
            service = Simulator.builder().script(SCRIPT).port(port).seed(2).start();
            answered.await(20, TimeUnit.SECONDS);
        } finally {
            service.close();
        }
        return said.toString();
    }
}
