package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of a running session, and responses that fail (field cases 8 and 10). */
class SessionUpdatesTest {
    private static final SessionConfig BRIEF = SessionConfig.EMPTY.withInstructions("Be brief.");

    @Test
    void anUpdateSendsOnlyWhatItNames() {
        CoreFixture core = CoreFixture.webSocket().call(new Input.UpdateSession(BRIEF));
        assertThat(core.sent(ClientEvent.SessionUpdate.class).session().toJson(Dialect.GA))
                .isEqualTo(JsonObject.EMPTY.with("type", "realtime").with("instructions", "Be brief."));
        core.event(
                new ServerEvent.SessionUpdated("", settings(SessionConfig.PUSH_TO_TALK.withInstructions("Be brief."))));
        assertThat(core.notices).isEmpty();
    }

    @Test
    void aLaterUpdateThatUndoesPushToTalkIsToldOnce() {
        CoreFixture core = CoreFixture.webSocket().call(new Input.UpdateSession(BRIEF));
        JsonObject undone = settings(SessionConfig.HANDS_FREE.withInstructions("Be brief."));
        core.event(new ServerEvent.SessionUpdated("", undone)).event(new ServerEvent.SessionUpdated("", undone));
        assertThat(core.notices).containsExactly(new Notice.SessionDiffers(List.of("audio.input.turn_detection")));
        core.event(new ServerEvent.SessionUpdated("", settings(SessionConfig.PUSH_TO_TALK)))
                .event(new ServerEvent.SessionUpdated("", undone));
        assertThat(core.notices).as("undone again").hasSize(2);
    }

    @Test
    void anUpdateThatIsRefusedIsToldAndForgotten() {
        CoreFixture core = CoreFixture.webSocket().call(new Input.UpdateSession(BRIEF));
        String id = core.sent(ClientEvent.SessionUpdate.class).eventId();
        core.error("invalid_value", String.valueOf(id));
        assertThat(core.notices).anyMatch(Notice.SessionRefused.class::isInstance);
        core.forget()
                .event(new ServerEvent.SessionUpdated("", settings(SessionConfig.PUSH_TO_TALK.withInstructions(""))));
        assertThat(core.notices).isEmpty();
        core.error("invalid_value", String.valueOf(id));
        assertThat(core.notices).noneMatch(Notice.SessionRefused.class::isInstance);
    }

    @Test
    void anErrorWithoutAnIdThatNamesTheSessionIsAboutTheUpdate() {
        CoreFixture core = CoreFixture.webSocket().call(new Input.UpdateSession(BRIEF));
        core.event(new ServerEvent.Error(
                "",
                new ErrorDetails("invalid_request_error", "unknown_parameter", "no", "session.instructions", null)));
        assertThat(core.notices).anyMatch(Notice.SessionRefused.class::isInstance);
    }

    @Test
    void whatWasChangedIsAskedForAgainAfterAReconnect() {
        CoreFixture core = CoreFixture.webSocket().call(new Input.UpdateSession(BRIEF));
        core.event(new ServerEvent.SessionUpdated("", JsonObject.EMPTY));
        core.give(new Input.TransportDown("gone"));
        core.forget().give(new Input.TransportUp());
        assertThat(core.sent(ClientEvent.SessionUpdate.class).session())
                .isEqualTo(SessionConfig.PUSH_TO_TALK.withInstructions("Be brief."));
    }

    @ParameterizedTest
    @CsvSource({
        "failed, , insufficient_quota, credit",
        "failed, , inference_rate_limit_exceeded, wait",
        "failed, server_error, , ask again",
        "failed, , , ask again",
    })
    void aResponseThatFailsIsToldWithWhatToDo(String status, String type, String code, String advice) {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").forget();
        Response.StatusDetails details =
                type == null && code == null ? null : new Response.StatusDetails("failed", null, type, code, null);
        core.event(new ServerEvent.ResponseDone("", new Response("r1", status, details, List.of(), null, null, null)));
        Notice.ResponseFailed told = (Notice.ResponseFailed) core.notices.get(0);
        assertThat(told.advice()).contains(advice);
        assertThat(core.notices.get(1)).isEqualTo(new Notice.ResponseEnded("r1", status));
        core.forget().press().talk(20).release().talk(1);
        assertThat(core.sentTypes()).as("a press goes on as ever").contains("response.create");
    }

    @Test
    void anAnswerThatWasCutByTheServiceIsTold() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").forget();
        core.event(new ServerEvent.ResponseDone(
                "",
                new Response(
                        "r1",
                        "incomplete",
                        new Response.StatusDetails("incomplete", "max_output_tokens", null, null, null),
                        List.of(),
                        null,
                        null,
                        null)));
        assertThat(((Notice.ResponseFailed) core.notices.get(0)).advice()).contains("max_output_tokens");
    }

    private static JsonObject settings(SessionConfig config) {
        return config.toJson(Dialect.GA);
    }
}
