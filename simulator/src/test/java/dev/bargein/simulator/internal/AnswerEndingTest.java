package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that end by themselves otherwise than whole: failed, cut off by a filter, or out of tokens. */
class AnswerEndingTest {
    private static Response done(VirtualService service) {
        return service.last(ServerEvent.ResponseDone.class).response();
    }

    private static Response limited(VirtualService service, String limit, String more) {
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"max_output_tokens\":" + limit + more + "}}");
        service.run(20_000);
        return done(service);
    }

    private static long tokens(Response response) {
        return response.usage() == null ? -1 : response.usage().number("output_tokens", -1);
    }

    @Test
    void anAnswerMayFailBeforeItSaysAnything() {
        VirtualService service = VirtualService.webSocket(
                        Script.of(Answer.failed("invalid_request_error", "inference_rate_limit_exceeded")))
                .answering(1_000);
        Response response = done(service);
        assertThat(response.status()).isEqualTo("failed");
        assertThat(response.output()).isEmpty();
        assertThat(response.statusDetails())
                .isEqualTo(new Response.StatusDetails(
                        "failed", null, "invalid_request_error", "inference_rate_limit_exceeded", null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                fail: server_error                     | {"type":"failed","error":{"type":"server_error"}}
                fail: insufficient_quota               | {"type":"failed","error":{"type":"server_error","code":"insufficient_quota"}}
                fail: {}                               | {"type":"failed"}
                fail: {code: odd}                      | {"type":"failed","error":{"code":"odd"}}
                fail: {type: server_error, message: M} | {"type":"failed","error":{"type":"server_error","code":null,"message":"M"}}
                """)
    void aFailedResponseMayLackAnyDetail(String fail, String details) {
        VirtualService service = VirtualService.webSocket(Script.parse("answers:\n  - " + fail + "\n", "fail"))
                .answering(1_000);
        Response response = done(service);
        assertThat(service.codec().encode(new ServerEvent.ResponseDone("e", response)))
                .contains("\"status\":\"failed\"")
                .contains("\"status_details\":" + details);
    }

    @Test
    void aFailedResponseMayHoldACompletedItem() {
        VirtualService service =
                VirtualService.webSocket(Script.parse("""
                answers:
                  - items: [{text: One moment.}, {pauseMs: 0}]
                    fail: {type: server_error, message: The server had an error.}
                """, "fail")).answering(5_000);
        Response response = done(service);
        assertThat(response.status()).isEqualTo("failed");
        assertThat(response.output()).extracting(Item::status).containsExactly("completed");
        assertThat(response.statusDetails())
                .isEqualTo(
                        new Response.StatusDetails("failed", null, "server_error", null, "The server had an error."));
    }

    @Test
    void anAnswerMayFailAfterItSaidSomething() {
        VirtualService service = VirtualService.webRtc(
                        Script.of(Answer.ofDurationMs(1_000).withEnding(Answer.Ending.failed("server_error", ""))))
                .answering(5_000);
        Response response = done(service);
        assertThat(response.status()).isEqualTo("failed");
        assertThat(response.output()).extracting(Item::status).containsExactly("incomplete");
        assertThat(service.item(0).sentMs()).isEqualTo(1_000);
    }

    @Test
    void aFilterLeavesTheItemIncomplete() {
        VirtualService service = VirtualService.webSocket(
                        Script.of(Answer.ofText("I am afraid").withEnding(Answer.Ending.incomplete("content_filter"))))
                .answering(5_000);
        Response response = done(service);
        assertThat(response.statusDetails())
                .isEqualTo(new Response.StatusDetails("incomplete", "content_filter", null, null, null));
        assertThat(response.output()).extracting(Item::status).containsExactly("incomplete");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 57, 100})
    void tokensRunOutWithinTheLimit(int limit) {
        VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(10_000)));
        Response response = limited(service, Integer.toString(limit), "");
        assertThat(response.status()).isEqualTo("incomplete");
        assertThat(response.statusDetails())
                .isEqualTo(new Response.StatusDetails("incomplete", "max_output_tokens", null, null, null));
        assertThat(tokens(response)).isBetween(limit - 4L, (long) limit);
        assertThat(response.output()).extracting(Item::status).containsExactly("incomplete");
    }

    @Test
    void tokensOfWrittenAnswersAndOfArgumentsCountToo() {
        Answer answer =
                Answer.of(Answer.Part.ofText("One two three."), Answer.Part.ofCall("f", "{\"a\":\"0123456789\"}"));
        VirtualService service = VirtualService.webSocket(Script.of(answer));
        Response response = limited(service, "5", ",\"output_modalities\":[\"text\"]");
        assertThat(response.status()).isEqualTo("incomplete");
        assertThat(response.output()).extracting(Item::status).containsExactly("completed", "incomplete");
        assertThat(tokens(response)).isBetween(4L, 5L);
    }

    @Test
    void aLimitThatIsFarAwayChangesNothing() {
        VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(2_000)));
        assertThat(limited(service, "4096", "").status()).isEqualTo("completed");
        assertThat(limited(service, "\"inf\"", "").status()).isEqualTo("completed");
    }

    @Test
    void theLimitOfTheSessionHoldsWhereTheResponseSaysNothing() {
        VirtualService service = VirtualService.webSocket(Script.of(Answer.ofDurationMs(10_000)));
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"max_output_tokens\":20}}");
        service.answering(5_000);
        assertThat(done(service).status()).isEqualTo("incomplete");
        assertThat(limited(service, "\"inf\"", "").status()).isEqualTo("completed");
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        VirtualService service = VirtualService.webSocket(Script.story());
        for (String bad : List.of("0", "-1", "\"many\"", "true")) {
            service.sendJson("{\"type\":\"response.create\",\"response\":{\"max_output_tokens\":" + bad + "}}");
            ErrorDetails error = service.last(ServerEvent.Error.class).error();
            assertThat(error.param()).as(bad).isEqualTo("response.max_output_tokens");
        }
        assertThat(service.session.generations()).isEmpty();
    }

    @Test
    void anAnswerRestsForAWhile() {
        VirtualService service = VirtualService.webSocket(Script.of(Answer.of(
                        Answer.Part.ofDurationMs(500), new Answer.Pause(3_000), Answer.Part.ofDurationMs(500))))
                .answering(2_500);
        assertThat(service.session.conversation().items()).hasSize(1);
        service.run(2_500);
        assertThat(service.session.conversation().items()).hasSize(2);
        assertThat(done(service).status()).isEqualTo("completed");
    }
}
