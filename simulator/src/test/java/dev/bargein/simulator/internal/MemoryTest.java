package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the next turn remembers of an answer that was cut: what was heard, in sound and in words, and no more. */
class MemoryTest {
    /** 60 ms a character: the tone voice is easy to count. */
    private static final String TEXT = "One two three four five six seven eight nine ten eleven twelve";

    private final List<Turn> turns = new ArrayList<>();
    private final Brain brain = (turn, reply) -> {
        turns.add(turn);
        reply.answer(Answer.ofText(TEXT));
    };

    private Turn.Message remembered(VirtualService service) {
        service.create();
        List<Turn.Entry> history = turns.get(turns.size() - 1).history();
        return (Turn.Message) history.get(0);
    }

    @Test
    void anAnswerThatWasHeardIsRememberedWhole() {
        VirtualService service = VirtualService.webSocket(brain).answering(5_000);
        Turn.Message message = remembered(service);
        assertThat(message.text()).isEqualTo(TEXT);
        assertThat(message.sound().samples()).isEqualTo(TEXT.length() * 60 * 24);
    }

    @Test
    void aTruncatedAnswerIsRememberedAsFarAsItWasHeard() {
        VirtualService service = VirtualService.webSocket(brain).answering(5_000);
        service.truncate(service.stored(0).id, 1_260);
        Turn.Message message = remembered(service);
        assertThat(message.text()).isEqualTo("One two three four");
        assertThat(message.sound().samples()).isEqualTo(1_260 * 24);
    }

    @Test
    void smallDeltasRememberAsWell() {
        VirtualService service = VirtualService.webSocket((turn, reply) -> {
            turns.add(turn);
            reply.answer(Answer.ofText(TEXT).withChunkMs(10));
        });
        service.answering(5_000);
        service.truncate(service.stored(0).id, 1_260);
        assertThat(remembered(service).text()).isEqualTo("One two three four");
    }

    @Test
    void wordsThatRanAheadOfACutAreForgotten() {
        VirtualService service = VirtualService.webRtc(brain).answering(900);
        service.cancel();
        service.clear();
        long heardMs = service.item(0).sentMs();
        Turn.Message message = remembered(service);
        assertThat(message.text().length() * 60L).isBetween(heardMs - 600, heardMs);
        assertThat(TEXT).startsWith(message.text());
        assertThat(message.sound().samples()).isEqualTo((int) heardMs * 24);
    }

    @Test
    void anAnswerThatWasCutToNothingIsRememberedAsNothing() {
        VirtualService service = VirtualService.webSocket(brain).answering(5_000);
        service.truncate(service.stored(0).id, 0);
        Turn.Message message = remembered(service);
        assertThat(message.text()).isEmpty();
        assertThat(message.sound().samples()).isZero();
    }

    @Test
    void aDeletedAnswerIsForgotten() {
        VirtualService service = VirtualService.webSocket(brain).answering(5_000);
        service.send(new ClientEvent.ConversationItemDelete(null, service.stored(0).id));
        service.create();
        assertThat(turns.get(1).history()).isEmpty();
    }

    @Test
    void onTheWireTheCutItemHasItsSoundAndNoWords() {
        VirtualService service = VirtualService.webSocket(brain).answering(5_000);
        service.truncate(service.stored(0).id, 1_260);
        service.send(new ClientEvent.ConversationItemRetrieve(null, service.stored(0).id));
        ContentPart part = service.last(ServerEvent.ConversationItemRetrieved.class)
                .item()
                .content()
                .get(0);
        assertThat(part.transcript()).isNull();
        assertThat(part.audio()).isNotNull().extracting(audio -> audio.size()).isEqualTo(1_260 * 48);
    }
}
