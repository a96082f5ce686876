package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.Redactor;
import dev.bargein.simulator.internal.model.ResponseEndings;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Reply;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One request to a chat-completions endpoint, and what becomes of it.
 *
 * <p>Thread-safe; whatever the endpoint sends arrives on one event loop.
 */
final class ChatCall {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final URI endpoint;
    private final Redactor secrets;
    private final Reply reply;
    private @Nullable HttpClientRequest request;
    private Runnable whenOver = () -> {};
    private boolean over;

    ChatCall(URI endpoint, Redactor secrets, Reply reply) {
        this.secrets = secrets;
        this.endpoint = endpoint;
        this.reply = reply;
    }

    /** Runs a task when the answer is whole, broken or abandoned; at once when it is so already. */
    void whenOver(Runnable task) {
        synchronized (this) {
            if (!over) {
                whenOver = task;
                return;
            }
        }
        task.run();
    }

    /** The connection is there; false when nobody wants it any more. */
    boolean begin(HttpClientRequest made) {
        synchronized (this) {
            if (!over) {
                request = made;
                return true;
            }
        }
        made.reset();
        return false;
    }

    /** The endpoint begins to answer. */
    void answered(HttpClientResponse response) {
        response.exceptionHandler(this::failed);
        if (response.statusCode() != OK) {
            LOG.log(System.Logger.Level.WARNING, "The chat model at {0} refused: {1}", endpoint, response.statusCode());
            reply.end(Answer.Ending.failed("server_error", code(response.statusCode())));
            abandon();
            return;
        }
        String type = response.getHeader("content-type");
        ChatAnswer answer = new ChatAnswer(reply, secrets);
        ChatBody body = new ChatBody(answer, type == null || !type.startsWith("application/json"));
        response.handler(piece -> guarded(answer, () -> body.take(piece.getBytes())));
        response.endHandler(end -> guarded(answer, body::end));
    }

    /** It broke. */
    void failed(Throwable why) {
        synchronized (this) {
            if (over) {
                return;
            }
        }
        // Not the failure itself: it may quote what the endpoint sent, and that may be the key it was given.
        String reason = secrets.redact(why.toString());
        LOG.log(System.Logger.Level.WARNING, "The chat model at {0} gave no answer: {1}", endpoint, reason);
        reply.end(ResponseEndings.BROKEN);
        abandon();
    }

    /** Nobody wants the answer any more, or the rest of it. */
    void abandon() {
        HttpClientRequest open;
        synchronized (this) {
            open = request;
        }
        end();
        if (open != null) {
            open.reset();
        }
    }

    /** What happens to the connection from now on concerns nobody: the answer is whole, or nobody wants it. */
    private void end() {
        Runnable task;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            task = whenOver;
        }
        task.run();
    }

    /** Something that untrusted input may break. */
    private interface Step {
        void run() throws IOException;
    }

    private void guarded(ChatAnswer answer, Step step) {
        synchronized (this) {
            if (over) {
                return;
            }
        }
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failed(e);
            return;
        }
        if (answer.isOver()) {
            end();
        }
    }

    private static String code(int status) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> "invalid_api_key";
            case TOO_MANY -> "rate_limit_exceeded";
            default -> "";
        };
    }
}
