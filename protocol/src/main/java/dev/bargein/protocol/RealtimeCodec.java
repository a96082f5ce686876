package dev.bargein.protocol;

import dev.bargein.protocol.internal.Codec;

/**
 * Reads and writes the events of the Realtime protocol.
 *
 * <p>Decoding understands the names of both dialects whatever the codec's own; encoding writes the codec's dialect. A
 * {@link Message} encodes to the JSON that it came in, unknown fields at every depth included, with only what differs in
 * its event changed there (invariant I13). When that JSON is visibly of the other dialect, what the events name is
 * translated; objects that they carry whole, such as {@link ServerEvent.SessionCreated#session()}, are not.
 *
 * <p>Immutable.
 */
public final class RealtimeCodec {
    private final Dialect dialect;
    private final CodecLimits clientInbound;
    private final CodecLimits serverInbound;

    /** A codec with the limits of a WebSocket: what servers send up to 16 MiB, what clients send up to 22 MiB. */
    public RealtimeCodec(Dialect dialect) {
        this(dialect, CodecLimits.CLIENT_INBOUND, CodecLimits.SERVER_INBOUND);
    }

    /** A codec with the same limits for both directions, such as {@link CodecLimits#DATA_CHANNEL}. */
    public RealtimeCodec(Dialect dialect, CodecLimits limits) {
        this(dialect, limits, limits);
    }

    private RealtimeCodec(Dialect dialect, CodecLimits clientInbound, CodecLimits serverInbound) {
        this.dialect = dialect;
        this.clientInbound = clientInbound;
        this.serverInbound = serverInbound;
    }

    /** The dialect that it writes. */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * Reads what a server sent. An event of an unknown type, and one of a known type without the field that it is about,
     * is {@link ServerEvent.Unknown}, so that the session lives on.
     *
     * @throws ProtocolException when the text is not a JSON object or exceeds a limit
     */
    public Message<ServerEvent> decodeServer(String text) {
        return decodeServer(Json.parseObject(text, clientInbound));
    }

    /** Reads what a server sent, as {@link #decodeServer(String)}; never fails. */
    public Message<ServerEvent> decodeServer(JsonObject json) {
        return new Message<>(Codec.readServer(json, dialect), json);
    }

    /**
     * Reads what a client sent, as strictly as the real service reads required fields (docs/protocol.md, section 4d).
     * Optional fields that are absent, null or of another type read as absent. A GA codec requires {@code session.type},
     * and so refuses the flat {@code session.update} of the beta dialect; a beta codec takes both.
     *
     * @throws ProtocolException with the code, message and param that the service answers with
     */
    public Message<ClientEvent> decodeClient(String text) {
        return decodeClient(Json.parseObject(text, serverInbound));
    }

    /**
     * Reads what a client sent, as {@link #decodeClient(String)}.
     *
     * @throws ProtocolException with the code, message and param that the service answers with
     */
    public Message<ClientEvent> decodeClient(JsonObject json) {
        return new Message<>(Codec.readClient(json, dialect), json);
    }

    /** Writes an event. */
    public String encode(ServerEvent event) {
        return Json.write(toJson(event));
    }

    /** Writes an event. */
    public String encode(ClientEvent event) {
        return Json.write(toJson(event));
    }

    /** Writes an event with the unknown fields that it came with. */
    public String encodeServer(Message<? extends ServerEvent> message) {
        return Json.write(serverJson(message));
    }

    /** Writes an event with the unknown fields that it came with. */
    public String encodeClient(Message<? extends ClientEvent> message) {
        return Json.write(clientJson(message));
    }

    /** The object that {@link #encode(ServerEvent)} writes. */
    public JsonObject toJson(ServerEvent event) {
        return Codec.write(event, dialect);
    }

    /** The object that {@link #encode(ClientEvent)} writes. */
    public JsonObject toJson(ClientEvent event) {
        return Codec.write(event, dialect);
    }

    /** The object that {@link #encodeServer} writes. */
    public JsonObject serverJson(Message<? extends ServerEvent> message) {
        return Codec.writeInto(message.json(), message.event(), dialect);
    }

    /** The object that {@link #encodeClient} writes. */
    public JsonObject clientJson(Message<? extends ClientEvent> message) {
        return Codec.writeInto(message.json(), message.event(), dialect);
    }

    /**
     * The refusal of an event type, in the words of the service and with its list of supported types; for a receiver
     * that does not take all that the codec knows, as a WebSocket does not take {@code output_audio_buffer.clear}.
     */
    public static ProtocolException unsupportedType(String type) {
        return Codec.unsupportedType(type);
    }
}
