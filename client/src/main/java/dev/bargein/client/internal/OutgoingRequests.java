package dev.bargein.client.internal;

import dev.bargein.client.internal.transport.Transport;
import dev.bargein.core.Input;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.ResponseOptions;
import dev.bargein.protocol.SessionConfig;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the application asks of the service: refused at once where it fits into no event of the transport, and handed to the
 * conversation otherwise.
 *
 * <p>Thread-safe.
 */
public final class OutgoingRequests {
    /** As long as an id of the core can become, so that what is measured is never shorter than what is sent. */
    private static final String LONGEST_ID = "event_0123456789012345678901234567890123456789";

    private final RealtimeCodec codec;
    private final Redactor secrets;
    private final Supplier<@Nullable Transport> transport;
    private final Consumer<Input> conversation;
    private final Consumer<String> problems;

    /**
     * With what takes the requests.
     *
     * @param transport the one that is ready; null while there is none, when nothing can be measured
     */
    OutgoingRequests(
            RealtimeCodec codec,
            Redactor secrets,
            Supplier<@Nullable Transport> transport,
            Consumer<Input> conversation,
            Consumer<String> problems) {
        this.codec = codec;
        this.secrets = secrets;
        this.transport = transport;
        this.conversation = conversation;
        this.problems = problems;
    }

    /**
     * Says a text.
     *
     * @throws IllegalArgumentException when it does not fit into an event; nothing was sent then, nor asked
     */
    public void say(String text) {
        ClientEvent event = new ClientEvent.ConversationItemCreate(LONGEST_ID, null, Item.userText("", text));
        requireFits("This text of " + text.length() + " characters", event);
        conversation.accept(new Input.Say(text));
    }

    /**
     * Shows an image.
     *
     * @throws IllegalArgumentException when it does not fit into an event; nothing was sent then
     */
    public void show(String mediaType, byte[] bytes) {
        Item image = Item.userImage("", mediaType, bytes);
        requireFits(
                "This image of " + bytes.length + " bytes",
                new ClientEvent.ConversationItemCreate(LONGEST_ID, null, image));
        conversation.accept(new Input.SendEvent(new ClientEvent.ConversationItemCreate(null, null, image)));
    }

    /**
     * Asks for a response.
     *
     * @throws IllegalArgumentException when it does not fit into an event; nothing was sent then
     */
    public void respond(ResponseOptions options) {
        JsonObject response = options.toJson(codec.dialect());
        secrets.addFrom(response);
        requireFits("This request", new ClientEvent.ResponseCreate(LONGEST_ID, response));
        conversation.accept(new Input.SendEvent(new ClientEvent.ResponseCreate(null, response)));
    }

    /**
     * Sends an event of the application.
     *
     * @throws IllegalArgumentException when it is too large; nothing was sent then
     */
    public void send(ClientEvent event) {
        if (event instanceof ClientEvent.SessionUpdate
                || event instanceof ClientEvent.ResponseCreate
                || event instanceof ClientEvent.Unknown) {
            // Tools travel in these, with what their servers ask for.
            secrets.addFrom(codec.toJson(event));
        }
        requireFits("This " + event.type(), event);
        conversation.accept(new Input.SendEvent(event));
    }

    /**
     * Changes the running session.
     *
     * @throws IllegalArgumentException when that cannot be; nothing was sent then
     */
    public void update(SessionConfig change) {
        if (change.model() != null) {
            throw new IllegalArgumentException("The model of a running session cannot change: connect a new one");
        }
        secrets.addFrom(change.extra());
        requireFits("This update", new ClientEvent.SessionUpdate(LONGEST_ID, change));
        conversation.accept(new Input.UpdateSession(change));
    }

    /**
     * Hands in the output of a call that the application has answered by itself.
     *
     * @throws IllegalArgumentException when it is too large; nothing was sent then
     */
    public void toolOutput(String callId, String output) {
        requireFits("This output of " + output.length() + " characters", outputEvent(callId, output));
        conversation.accept(new Input.ToolOutput(callId, output, true));
    }

    /** The output of one of our own tools. */
    void toolOutput(String callId, String output, boolean spoken) {
        String said = output;
        try {
            requireFits("The output of a function", outputEvent(callId, output));
        } catch (IllegalArgumentException e) {
            // The model waits for an output, whatever it is.
            problems.accept(String.valueOf(e.getMessage()));
            said = "{\"error\":\"the output is too large to be sent: " + output.length() + " characters\"}";
        }
        conversation.accept(new Input.ToolOutput(callId, said, spoken));
    }

    private static ClientEvent outputEvent(String callId, String output) {
        return new ClientEvent.ConversationItemCreate(LONGEST_ID, null, Item.functionCallOutput("", callId, output));
    }

    private void requireFits(String what, ClientEvent event) {
        Transport t = transport.get();
        if (t != null) {
            String refusal = t.tooLarge(what, codec.encode(event));
            if (refusal != null) {
                throw new IllegalArgumentException(refusal + ". Nothing was sent");
            }
        }
    }
}
