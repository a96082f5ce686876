package dev.bargein.core.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.core.Command;
import dev.bargein.core.Input;
import dev.bargein.core.Notice;
import dev.bargein.core.internal.CommandBuffer;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.SessionConfig;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application asks for while there is no session: bounded, in order, and reported where it is dropped. */
class KeptInputsTest {
    private static final int MOST = (int) KeptInputs.MAX_CHARACTERS;

    private final CommandBuffer out = new CommandBuffer();
    private final KeptInputs kept = new KeptInputs(out);

    @BeforeEach
    void begin() {
        out.begin(0);
    }

    private List<String> notSent() {
        return out.commands().stream()
                .filter(Command.Notify.class::isInstance)
                .map(c -> ((Command.Notify) c).notice())
                .filter(Notice.NotSent.class::isInstance)
                .map(n -> ((Notice.NotSent) n).what())
                .toList();
    }

    private static Input create(Item item) {
        return new Input.SendEvent(new ClientEvent.ConversationItemCreate(null, null, item));
    }

    private static Input output(int characters) {
        return create(Item.functionCallOutput("", "call_1", "x".repeat(characters)));
    }

    @Test
    void asManyCharactersAsOneTextMayHaveAreKept() {
        kept.add(new Input.Say("x".repeat(MOST)));
        assertThat(notSent()).isEmpty();
        kept.add(new Input.Say("more"));
        kept.add(create(Item.userText("", "typed")));
        kept.add(output(1));
        kept.add(new Input.Respond());
        assertThat(notSent()).containsExactly("more", "typed", "conversation.item.create");
        assertThat(kept.take()).hasSize(2);
        kept.add(new Input.Say("x".repeat(MOST)));
        assertThat(kept.take()).as("nothing is left to count").hasSize(1);
    }

    @Test
    void outputsOfFunctionsAndImagesCountToo() {
        kept.add(output(MOST - 400));
        kept.add(create(Item.userImage("", "image/png", new byte[200])));
        assertThat(notSent()).as("290 characters").isEmpty();
        kept.add(create(Item.userText("", "x".repeat(111))));
        assertThat(notSent()).as("room for 110").hasSize(1);
        kept.add(create(Item.userImage("", "image/png", new byte[200])));
        assertThat(notSent()).endsWith("conversation.item.create");
        kept.add(new Input.Say("x".repeat(110)));
        assertThat(notSent()).hasSize(2);
        assertThat(kept.take()).hasSize(3);
    }

    @Test
    void whatSaysHowToTakeSomethingElseIsDroppedWithoutAWord() {
        IntStream.range(0, KeptInputs.MAX_INPUTS).forEach(i -> kept.add(new Input.Respond()));
        kept.add(new Input.Release());
        kept.add(new Input.Uninterruptible());
        assertThat(notSent()).isEmpty();
        kept.add(new Input.UpdateSession(SessionConfig.EMPTY));
        assertThat(notSent()).containsExactly("session.update");
        assertThat(kept.take()).hasSize(KeptInputs.MAX_INPUTS);
        kept.add(new Input.Release());
        kept.add(new Input.Uninterruptible());
        kept.add(new Input.Respond());
        kept.add(new Input.SendEvent(new ClientEvent.InputAudioBufferClear(null)));
        kept.abort("gone");
        assertThat(notSent()).containsExactly("session.update", "response.create", "input_audio_buffer.clear");
        assertThat(kept.take()).isEmpty();
    }

    @Test
    void afterAStopWhatWasSaidIsKnownAndOnlyWhatIsAsideIsAnswered() {
        JsonObject aside = JsonObject.EMPTY.with("conversation", "none");
        kept.add(new Input.Say("a question"));
        kept.add(new Input.Respond());
        kept.add(new Input.SendEvent(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY)));
        kept.add(new Input.SendEvent(new ClientEvent.ResponseCreate(null, aside)));
        kept.add(new Input.Release());
        kept.unanswered();
        assertThat(kept.take())
                .satisfiesExactly(
                        said -> assertThat(said.toString())
                                .contains("a question")
                                .contains("ItemCreate"),
                        create -> assertThat(create.toString()).contains("none"),
                        release -> assertThat(release).isEqualTo(new Input.Release()));
        assertThat(notSent()).isEmpty();
    }
}
