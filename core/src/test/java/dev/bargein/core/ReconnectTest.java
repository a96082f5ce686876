package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that is lost is made again. */
class ReconnectTest {
    private static final ReconnectPolicy POLICY = new ReconnectPolicy(3, 200, 1_000, 60_000, 7);

    private static CoreFixture ready(TransportTraits traits) {
        CoreFixture core = new CoreFixture(
                ConversationConfig.of(traits).withConnection(ConnectionOptions.KEPT_UNTIL_READY.withReconnect(POLICY)));
        return again(core).forget();
    }

    private static CoreFixture again(CoreFixture core) {
        core.give(new Input.TransportUp());
        return core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
    }

    private static CoreFixture lose(CoreFixture core) {
        core.forget().give(new Input.TransportDown("gone"));
        return core;
    }

    private static List<Item> created(CoreFixture core) {
        return core.sent.stream()
                .filter(ClientEvent.ConversationItemCreate.class::isInstance)
                .map(e -> ((ClientEvent.ConversationItemCreate) e).item())
                .toList();
    }

    private static long appendedMs(CoreFixture core) {
        return core.sent.stream()
                .filter(ClientEvent.InputAudioBufferAppend.class::isInstance)
                .mapToLong(e -> ((ClientEvent.InputAudioBufferAppend) e).audio().size() / 48)
                .sum();
    }

    private static long connects(CoreFixture core) {
        return core.commands.stream().filter(Command.Connect.class::isInstance).count();
    }

    @Test
    void theWaitsGrowWithinTheirBoundsAndByTheSeed() {
        for (int attempt = 1; attempt < 100; attempt++) {
            long longest = Math.min(1_000, 200L << Math.min(20, attempt - 1)) * 1_000_000;
            assertThat(POLICY.delayNanos(attempt)).isBetween(longest / 2, longest);
            assertThat(POLICY.delayNanos(attempt)).isEqualTo(POLICY.delayNanos(attempt));
        }
        assertThat(POLICY.delayNanos(3)).isNotEqualTo(POLICY.withSeed(8).delayNanos(3));
        assertThatThrownBy(() -> new ReconnectPolicy(1, 2, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConnectionOptions.NOTHING_KEPT.withReconnect(POLICY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLostConnectionIsMadeAgainAfterAWait() {
        CoreFixture core = lose(ready(TransportTraits.WEBSOCKET));
        assertThat(core.notices).singleElement().isInstanceOf(Notice.Reconnecting.class);
        assertThat(core.wakeReason()).isEqualTo(WakeReason.RECONNECT);
        assertThat(core.wakeInMs()).isBetween(100L, 200L);
        assertThat(connects(core)).isZero();
        core.pass(200);
        assertThat(connects(core)).isEqualTo(1);
        again(core);
        assertThat(core.notices).last().isEqualTo(new Notice.Ready());
        assertThat(core.sentTypes()).containsExactly("session.update");
    }

    @Test
    void itIsGivenUpAfterSoManyAttemptsOrWhereTryingAgainCannotHelp() {
        CoreFixture core = lose(ready(TransportTraits.WEBSOCKET));
        for (int attempt = 0; attempt < 3; attempt++) {
            core.pass(1_100).give(new Input.TransportDown("still gone"));
        }
        assertThat(connects(core)).isEqualTo(3);
        assertThat(core.notices).last().isEqualTo(new Notice.Closed("still gone"));
        assertThat(core.conversation.pressAccepted()).isFalse();

        CoreFixture other = ready(TransportTraits.WEBSOCKET);
        other.give(new Input.TransportDown("key revoked", false));
        assertThat(other.notices).containsExactly(new Notice.Closed("key revoked"));
    }

    @Test
    void aFirstConnectionThatFailsIsNotTriedAgain() {
        CoreFixture core = new CoreFixture(ConversationConfig.of(TransportTraits.WEBSOCKET)
                .withConnection(ConnectionOptions.KEPT_UNTIL_READY.withReconnect(POLICY)));
        core.give(new Input.TransportDown("nobody there"));
        assertThat(core.notices).containsExactly(new Notice.Closed("nobody there"));
    }

    @Test
    void theNewServerIsToldWhatWasSaidAndWhatWasHeard() {
        CoreFixture core = ready(TransportTraits.WEBSOCKET);
        core.event(new ServerEvent.ConversationItemAdded(
                "", null, Item.message("u1", "user", null, List.of(ContentPart.inputText("Hello")))));
        core.created("r1").words("r1", "a1", "One two three four five six seven eight nine ten.");
        core.sound("r1", "a1", 4_000).soundDone("r1", "a1").play(2_000).stop().done("r1");
        lose(core).pass(200);
        again(core);
        assertThat(created(core)).extracting(Item::id).containsExactly("u1", "a1");
        assertThat(created(core).get(0).content()).containsExactly(ContentPart.inputText("Hello"));
        assertThat(created(core).get(1).content().get(0).text())
                .startsWith("One two")
                .doesNotContain("eight");
        assertThat(core.sentTypes()).doesNotContain("response.create");

        List<Item> first = created(core);
        core.added("u1", "user", "").added("a1", "assistant", "u1");
        lose(core).pass(1_100);
        again(core);
        assertThat(created(core)).as("no more than it was told the first time").isEqualTo(first);
        assertThat(core.conversation.items()).extracting(ConversationItem::id).containsExactly("u1", "a1");
    }

    @Test
    void aTextThatTheServerWasNotSeenToHaveIsSentAgainOnceAndAnswered() {
        CoreFixture core = lose(ready(TransportTraits.WEBSOCKET).say()).pass(200);
        again(core);
        assertThat(core.sentTypes()).containsExactly("session.update", "conversation.item.create", "response.create");
        core.added(created(core).get(0).id(), "user", "").created("r1").words("r1", "a1", "Fine.");
        core.sound("r1", "a1", 500).soundDone("r1", "a1").done("r1").play(600);
        core.event(new ServerEvent.ConversationItemAdded(
                "", null, Item.message("said", "user", null, List.of(ContentPart.inputText("Thanks")))));
        lose(core).pass(1_100);
        again(core);
        assertThat(core.sentTypes()).doesNotContain("response.create");
        assertThat(created(core)).extracting(Item::id).doesNotHaveDuplicates();
    }

    @Test
    void anAnswerOfWhichNothingWasHeardIsAskedForAgain() {
        CoreFixture core = ready(TransportTraits.WEBSOCKET);
        core.event(new ServerEvent.ConversationItemAdded(
                "", null, Item.message("u1", "user", null, List.of(ContentPart.inputText("Hello")))));
        core.call(new Input.Respond()).created("r1");
        lose(core).pass(200);
        again(core);
        assertThat(core.sentTypes()).containsExactly("session.update", "conversation.item.create", "response.create");
    }

    @Test
    void aPressThatIsHeldGoesOnAndNothingOfItIsLost() {
        CoreFixture core =
                lose(ready(TransportTraits.WEBSOCKET).press().talk(50)).talk(20);
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isFalse();
        assertThat(core.conversation.pressAccepted()).isTrue();
        again(core).talk(10).release().talk(1);
        assertThat(appendedMs(core)).isEqualTo(810);
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aReleaseWithoutAConnectionShutsTheMicrophone() {
        CoreFixture core = lose(ready(TransportTraits.WEBSOCKET).press().talk(50));
        core.release();
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
        core.talk(1).pass(300);
        again(core);
        assertThat(appendedMs(core)).isEqualTo(510);
        assertThat(core.sentTypes()).endsWith("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTurnThatTheServerWasNotSeenToTakeIsSentAgain() {
        CoreFixture core =
                ready(TransportTraits.WEBSOCKET).press().talk(50).release().talk(1);
        assertThat(core.sentTypes()).contains("input_audio_buffer.commit", "response.create");
        lose(core).pass(200);
        again(core);
        assertThat(appendedMs(core)).isEqualTo(510);
        assertThat(core.sentTypes()).containsOnlyOnce("input_audio_buffer.commit", "response.create");
    }

    @Test
    void aTurnWithoutWordsAndWithoutAnAnswerIsSentAgainAndOneWithWordsAsText() {
        for (boolean words : new boolean[] {false, true}) {
            CoreFixture core =
                    ready(TransportTraits.WEBSOCKET).press().talk(50).release().talk(1);
            core.event(new ServerEvent.InputAudioBufferCommitted("", null, "u1"))
                    .added("u1", "user", "");
            core.created("r1");
            if (words) {
                core.event(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("", "u1", 0, "Hello"));
            }
            lose(core).pass(200);
            again(core);
            assertThat(appendedMs(core)).isEqualTo(words ? 0 : 510);
            assertThat(created(core)).hasSize(words ? 1 : 0);
            assertThat(core.sentTypes()).containsOnlyOnce("response.create");
        }
    }

    @Test
    void anOpenMicrophoneStaysOpenAndWhatWasBeingSaidIsReportedOnce() {
        CoreFixture core = ready(TransportTraits.WEBSOCKET);
        core.call(new Input.Listen(true)).talk(20);
        core.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u1"));
        lose(core).talk(20);
        assertThat(core.notices.stream().filter(Notice.TurnDropped.class::isInstance))
                .hasSize(1);
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isFalse();
        again(core).talk(10);
        assertThat(appendedMs(core)).isEqualTo(300);
    }

    @Test
    void aSessionThatTheServiceWillEndIsLeftInAQuietMoment() {
        CoreFixture core = ready(TransportTraits.WEBSOCKET);
        core.give(new Input.SessionExpires(10_000 * CoreFixture.MS));
        core.pass(8_900).press().talk(20);
        assertThat(connects(core)).as("while the user talks").isZero();
        core.release().talk(1).event(new ServerEvent.InputAudioBufferCommitted("", null, "u1"));
        core.created("r1").sound("r1", "a1", 500).soundDone("r1", "a1").pass(300);
        assertThat(connects(core)).as("while it answers").isZero();
        core.done("r1").play(700);
        assertThat(connects(core)).isEqualTo(1);
        again(core.forget());
        assertThat(core.notices).last().isEqualTo(new Notice.Ready());
        assertThat(core.sentTypes()).doesNotContain("response.create", "input_audio_buffer.commit");
    }

    @Test
    void whatCannotBeSentAnyMoreIsReportedOnce() {
        CoreFixture core = lose(ready(TransportTraits.WEBSOCKET).say());
        core.press().talk(20).give(new Input.Close());
        assertThat(core.notices.stream().filter(Notice.NotSent.class::isInstance))
                .containsExactly(new Notice.NotSent("Well?", "closed"));
        assertThat(core.notices.stream().filter(Notice.TurnDropped.class::isInstance))
                .hasSize(1);
        assertThat(core.did(c -> c instanceof Command.Microphone m && !m.live()))
                .isTrue();
    }

    private static CoreFixture withCall(CoreFixture core) {
        core.event(new ServerEvent.ConversationItemAdded(
                "", null, Item.message("u1", "user", null, List.of(ContentPart.inputText("The weather?")))));
        core.created("r1");
        return core.event(new ServerEvent.ResponseOutputItemDone("", "r1", 0, CALL))
                .done("r1");
    }

    private static final Item CALL = new Item(
            "c1", "function_call", "completed", null, List.of(), "call_1", "weather", "{\"city\":\"Ulm\"}", null);

    private static List<String> createdTypes(CoreFixture core) {
        return created(core).stream().map(Item::type).toList();
    }

    @Test
    void aFunctionThatRunsWhenTheConnectionIsLostIsSpokenAboutInTheNextSession() {
        for (boolean whileAway : new boolean[] {true, false}) {
            CoreFixture core = lose(withCall(ready(TransportTraits.WEBSOCKET)));
            if (whileAway) {
                core.call(new Input.ToolOutput("call_1", "sunny", true));
                assertThat(core.notices).noneMatch(Notice.ToolAnswered.class::isInstance);
            }
            core.pass(200);
            again(core);
            if (!whileAway) {
                assertThat(createdTypes(core)).containsExactly("message", "function_call");
                assertThat(core.sentTypes()).doesNotContain("response.create");
                core.call(new Input.ToolOutput("call_1", "sunny", true));
            }
            assertThat(createdTypes(core)).containsExactly("message", "function_call", "function_call_output");
            assertThat(created(core).get(1).arguments()).isEqualTo(CALL.arguments());
            assertThat(core.sentTypes()).containsOnlyOnce("response.create").endsWith("response.create");
            assertThat(core.notices.stream().filter(Notice.ToolAnswered.class::isInstance))
                    .hasSize(1);
            assertThat(core.notices).noneMatch(Notice.ToolCallDropped.class::isInstance);
        }
    }

    @Test
    void anOutputThatWasNotSpokenAboutYetIsToldToTheNextSessionAndOneThatWasIsNot() {
        CoreFixture core = withCall(ready(TransportTraits.WEBSOCKET));
        core.call(new Input.ToolOutput("call_1", "sunny", true));
        assertThat(core.sentTypes()).endsWith("response.create");
        lose(core).pass(200);
        again(core);
        assertThat(createdTypes(core)).containsExactly("message", "function_call", "function_call_output");
        assertThat(core.sentTypes()).containsOnlyOnce("response.create").endsWith("response.create");
        assertThat(core.notices).as("told before").noneMatch(Notice.ToolAnswered.class::isInstance);

        core.created("r2")
                .words("r2", "a2", "It is sunny.")
                .sound("r2", "a2", 500)
                .soundDone("r2", "a2");
        core.done("r2").play(600);
        lose(core).pass(1_100);
        again(core);
        assertThat(createdTypes(core)).doesNotContain("function_call", "function_call_output");
        assertThat(core.sentTypes()).doesNotContain("response.create");
    }

    @Test
    void aCallWhoseConnectionDoesNotComeBackIsReportedOnce() {
        for (boolean output : new boolean[] {true, false}) {
            CoreFixture core = lose(withCall(ready(TransportTraits.WEBSOCKET)));
            if (output) {
                core.call(new Input.ToolOutput("call_1", "sunny", true));
            }
            core.give(new Input.TransportDown("key revoked", false));
            assertThat(core.notices.stream().filter(Notice.ToolCallDropped.class::isInstance))
                    .containsExactly(new Notice.ToolCallDropped("call_1", "key revoked"));
        }
    }

    @Test
    void aTurnIsWholeAlthoughTheMicrophoneIsOpenedAndShutWhileItIsStillOnItsWay() {
        CoreFixture core = lose(ready(TransportTraits.WEBRTC)).press().talk(50).release();
        core.call(new Input.Listen(true)).pass(300);
        again(core.forget()).talk(30);
        assertThat(core.sentTypes()).doesNotContain("input_audio_buffer.commit");
        core.call(new Input.Listen(false)).talk(30).pass(300).talk(1);
        List<Command> sound = core.commands.stream()
                .filter(c -> c instanceof Command.SendAudio
                        || c instanceof Command.Send s && s.event() instanceof ClientEvent.InputAudioBufferCommit)
                .toList();
        assertThat(sound).hasSize(51).last().isInstanceOf(Command.Send.class);
        assertThat(core.sentTypes()).containsOnlyOnce("input_audio_buffer.clear");
    }

    @Test
    void aTurnThatTheServerWasNotSeenToTakeIsReportedWhereTheConnectionDoesNotComeBack() {
        CoreFixture core =
                ready(TransportTraits.WEBSOCKET).press().talk(50).release().talk(1);
        core.forget().give(new Input.TransportDown("key revoked", false));
        assertThat(core.notices)
                .containsExactly(new Notice.TurnDropped("key revoked"), new Notice.Closed("key revoked"));
    }
}
