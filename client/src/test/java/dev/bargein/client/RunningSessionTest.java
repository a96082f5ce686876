package dev.bargein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.core.ConversationItem;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ResponseOptions;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.TokenUsage;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application changes and asks while a session runs (field cases 8, 10 and 27). */
class RunningSessionTest {
    private static final String SCRIPT = """
            answers:
              - text: The first answer.
                durationMs: 400
              - fail: insufficient_quota
              - fail: {}
              - text: The last answer.
                durationMs: 400
            """;

    private final Recorder recorder = new Recorder();

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anUpdateChangesWhatItNamesAndLeavesPushToTalkAlone(TransportKind kind) {
        try (Simulator simulator = simulator();
                RealtimeSession session = connect(simulator, kind)) {
            session.update(SessionConfig.EMPTY.withInstructions("Be brief."));
            recorder.await(
                    "the change",
                    () -> recorder.events(ServerEvent.SessionUpdated.class)
                            .anyMatch(e -> "Be brief.".equals(e.session().string("instructions"))));
            JsonObject settings = simulator.session(session.sessionId()).settings();
            assertThat(settings.object("audio").object("input").get("turn_detection"))
                    .isEqualTo(JsonValue.NULL);
            session.update(SessionConfig.EMPTY.withExtra(JsonObject.EMPTY.with("nonsense", 1)));
            recorder.awaitNotice(Notice.SessionRefused.class);
            assertThat(recorder.notices(Notice.SessionDiffers.class)).isEmpty();
            assertThatThrownBy(() -> session.update(
                            SessionConfig.builder().model("other").build()))
                    .hasMessageContaining("model");
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aSettingThatTheServerHasOtherwiseIsNamed(TransportKind kind) {
        try (Simulator simulator = simulator();
                RealtimeSession session = connect(simulator, kind)) {
            // Another owner of the session, or a helper of the application, turns it on again.
            session.send(new ClientEvent.Unknown(
                    null,
                    "session.update",
                    JsonObject.EMPTY
                            .with("type", "session.update")
                            .with("session", SessionConfig.HANDS_FREE.toJson(dev.bargein.protocol.Dialect.GA))));
            assertThat(recorder.awaitNotice(Notice.SessionDiffers.class).members())
                    .containsExactly("audio.input.turn_detection");
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void responsesThatFailAreToldAndThePressAfterThemWorks(TransportKind kind) {
        try (Simulator simulator = simulator();
                RealtimeSession session = connect(simulator, kind)) {
            session.say("one");
            recorder.awaitNotice(Notice.VoiceEnded.class);
            session.say("two");
            recorder.await(
                    "a failure",
                    () -> recorder.notices(Notice.ResponseFailed.class).count() == 1);
            session.say("three");
            recorder.await(
                    "another",
                    () -> recorder.notices(Notice.ResponseFailed.class).count() == 2);
            assertThat(recorder.notices(Notice.ResponseFailed.class).map(Notice.ResponseFailed::advice))
                    .satisfiesExactly(
                            a -> assertThat(a).contains("credit"),
                            a -> assertThat(a).contains("ask again"));
            assertThat(session.pressAccepted()).isTrue();
            session.say("four");
            recorder.await(
                    "an answer", () -> recorder.notices(Notice.VoiceEnded.class).count() == 2);
            assertThat(session.items().stream().filter(i -> i.role().equals("user")))
                    .extracting(ConversationItem::text)
                    .containsExactly("one", "two", "three", "four");
            TokenUsage usage = session.usage();
            assertThat(usage.output().audio()).isPositive();
            assertThat(usage.input().text()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anItemThatIsDeletedIsInNoList(TransportKind kind) {
        try (Simulator simulator = simulator();
                RealtimeSession session = connect(simulator, kind)) {
            session.say("one");
            recorder.awaitNotice(Notice.VoiceEnded.class);
            String id = session.items().get(0).id();
            session.send(new ClientEvent.ConversationItemDelete(null, id));
            recorder.awaitEvent(ServerEvent.ConversationItemDeleted.class);
            assertThat(session.items())
                    .extracting(ConversationItem::id)
                    .doesNotContain(id)
                    .hasSize(1);
            assertThat(simulator.session(session.sessionId()).conversation()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void anImageIsAnItemOfTheUserAndOneThatIsTooLargeForACallIsRefused(TransportKind kind) {
        try (Simulator simulator = simulator();
                RealtimeSession session = connect(simulator, kind)) {
            session.show("image/png", new byte[10_000]).say("What do you see?");
            recorder.awaitNotice(Notice.VoiceEnded.class);
            ServerEvent.ConversationItemAdded added = recorder.awaitEvent(ServerEvent.ConversationItemAdded.class);
            assertThat(added.item().content().get(0).type()).isEqualTo("input_image");
            assertThat(session.items()).extracting(ConversationItem::role).containsExactly("user", "user", "assistant");
            if (kind == TransportKind.WEBRTC) {
                assertThatThrownBy(() -> session.show("image/jpeg", new byte[250_000]))
                        .hasMessageContaining("250000 bytes")
                        .hasMessageContaining("Nothing was sent");
            }
            assertThatThrownBy(() -> session.show("text/html", new byte[1])).hasMessageContaining("image/png");
        }
    }

    @ParameterizedTest
    @EnumSource(TransportKind.class)
    void aResponseOutsideTheConversationIsKnownByItsMetadataAndNotRemembered(TransportKind kind) {
        try (Simulator simulator = simulator();
                RealtimeSession session = connect(simulator, kind)) {
            JsonObject topic = JsonObject.EMPTY.with("topic", "mood");
            session.respond(ResponseOptions.DEFAULT
                    .withOutOfBand()
                    .withTextOnly(true)
                    .withInstructions("In which mood is the user?")
                    .withInput(List.of(Item.userText("", "Leave me alone.")))
                    .withMetadata(topic));
            ServerEvent.ResponseDone done = recorder.awaitEvent(ServerEvent.ResponseDone.class);
            assertThat(done.response().metadata()).isEqualTo(topic);
            assertThat(done.response().conversationId()).isNull();
            assertThat(session.items()).isEmpty();
            session.respond(ResponseOptions.DEFAULT.withMaxOutputTokens(500));
            recorder.await(
                    "the second",
                    () -> recorder.events(ServerEvent.ResponseDone.class).count() == 2);
            assertThat(simulator.session(session.sessionId()).ledger().violations())
                    .isEmpty();
        }
    }

    private static Simulator simulator() {
        return Simulator.builder().script(Script.parse(SCRIPT, "running")).start();
    }

    private RealtimeSession connect(Simulator simulator, TransportKind kind) {
        return RealtimeSession.builder()
                .url(simulator.httpUrl())
                .model("gpt-realtime")
                .apiKey("sk-any")
                .transport(kind)
                .listener(recorder)
                .connect();
    }
}
