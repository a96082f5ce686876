package dev.bargein.examples;

import static dev.bargein.core.Conversation.Activity.IDLE;
import static dev.bargein.core.Conversation.Activity.SPEAKING;
import static dev.bargein.core.Conversation.Activity.THINKING;
import static dev.bargein.core.Conversation.Activity.USER_SPEAKING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PushToTalkTest {
    @Test
    void theUserTalksTheModelThinksAndTheAnswerIsHeard() throws InterruptedException {
        assertThat(PushToTalk.talk())
                .startsWith(USER_SPEAKING, THINKING, SPEAKING)
                .endsWith(SPEAKING, IDLE);
    }
}
