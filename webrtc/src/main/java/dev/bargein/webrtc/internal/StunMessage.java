package dev.bargein.webrtc.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A message of STUN (RFC 8489) with what TURN (RFC 8656) needs of it: attributes, addresses on IPv4, and message integrity.
 *
 * <p>Not thread-safe: used only by one thread.
 */
final class StunMessage {
    static final int HEADER_BYTES = 20;

    /** A header, the address of the sender, and the header of the data. */
    static final int DATA_INDICATION_BYTES = HEADER_BYTES + 12 + 4;

    static final int BINDING = 0x0001;
    static final int ALLOCATE = 0x0003;
    static final int REFRESH = 0x0004;
    static final int CREATE_PERMISSION = 0x0008;
    static final int CHANNEL_BIND = 0x0009;
    static final int SEND_INDICATION = 0x0016;
    static final int DATA_INDICATION = 0x0017;

    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int CHANNEL_NUMBER = 0x000c;
    static final int LIFETIME = 0x000d;
    static final int XOR_PEER_ADDRESS = 0x0012;
    static final int DATA = 0x0013;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int XOR_RELAYED_ADDRESS = 0x0016;
    static final int XOR_MAPPED_ADDRESS = 0x0020;

    /** Of ICE (RFC 8445, section 7.1.2). */
    static final int USE_CANDIDATE = 0x0025;

    private static final int COOKIE = 0x2112a442;
    private static final int SUCCESS = 0x0100;
    private static final int ERROR = 0x0110;
    private static final int TRANSACTION_AT = 8;
    private static final int INTEGRITY_BYTES = 24;
    private static final int IPV4 = 1;

    private final ByteBuffer message;
    private final Map<Integer, ByteBuffer> attributes = new HashMap<>();
    private int integrityAt = -1;

    private StunMessage(ByteBuffer message) {
        this.message = message;
    }

    /** Reads one whole message; null when it is none. The buffer must not change while the message is used. */
    static @Nullable StunMessage parse(ByteBuffer buffer) {
        StunMessage parsed = new StunMessage(buffer.slice());
        try {
            ByteBuffer in = parsed.message.duplicate();
            in.getShort();
            int length = Short.toUnsignedInt(in.getShort());
            if (in.getInt() != COOKIE || length + HEADER_BYTES != in.limit()) {
                return null;
            }
            in.position(HEADER_BYTES);
            while (in.hasRemaining()) {
                int at = in.position();
                int type = Short.toUnsignedInt(in.getShort());
                int size = Short.toUnsignedInt(in.getShort());
                if (type == MESSAGE_INTEGRITY && parsed.integrityAt < 0) {
                    parsed.integrityAt = at;
                }
                parsed.attributes.putIfAbsent(type, in.slice().limit(size));
                in.position(in.position() + (size + 3 & ~3));
            }
            return parsed;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Method and class. */
    int type() {
        return Short.toUnsignedInt(message.getShort(0));
    }

    /** The content of an attribute, or null. */
    @Nullable
    ByteBuffer attribute(int type) {
        ByteBuffer found = attributes.get(type);
        return found == null ? null : found.duplicate();
    }

    /** The address in an attribute, or null when there is none or it is not on IPv4. */
    @Nullable
    InetSocketAddress address(int type) {
        ByteBuffer in = attribute(type);
        if (in == null || in.remaining() != 8 || in.getShort() != IPV4) {
            return null;
        }
        int port = Short.toUnsignedInt(in.getShort()) ^ COOKIE >>> 16;
        byte[] bytes = ByteBuffer.allocate(4).putInt(in.getInt() ^ COOKIE).array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Whether the message was signed with this key. */
    boolean isSigned(SecretKeySpec key) {
        ByteBuffer given = attribute(MESSAGE_INTEGRITY);
        if (given == null) {
            return false;
        }
        byte[] signature = new byte[given.remaining()];
        given.get(signature);
        return MessageDigest.isEqual(signature, sign(message, integrityAt, key));
    }

    /** Begins the answer to this message in an empty buffer. */
    void answer(ByteBuffer out, boolean success) {
        out.putShort((short) (type() | (success ? SUCCESS : ERROR)))
                .putShort((short) 0)
                .putInt(COOKIE);
        out.put(message.duplicate().position(TRANSACTION_AT).limit(HEADER_BYTES));
    }

    /** Writes what stands before the content of a datagram in an indication of it: DATA_INDICATION_BYTES. */
    static void putDataIndication(ByteBuffer out, long transaction, InetSocketAddress sender, int size) {
        int length = DATA_INDICATION_BYTES - HEADER_BYTES + (size + 3 & ~3);
        out.putShort((short) DATA_INDICATION).putShort((short) length).putInt(COOKIE);
        out.putInt(0).putLong(transaction);
        putAddress(out, XOR_PEER_ADDRESS, sender);
        out.putShort((short) DATA).putShort((short) size);
    }

    /** Adds an attribute with an address on IPv4. */
    static void putAddress(ByteBuffer out, int type, InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        out.putShort((short) type).putShort((short) 8).putShort((short) IPV4);
        out.putShort((short) (address.getPort() ^ COOKIE >>> 16));
        out.putInt(ByteBuffer.wrap(bytes).getInt() ^ COOKIE);
    }

    /** Adds an attribute with a number of 32 bits. */
    static void putInt(ByteBuffer out, int type, int value) {
        out.putShort((short) type).putShort((short) 4).putInt(value);
    }

    /** Adds an attribute with a text. */
    static void putText(ByteBuffer out, int type, String text) {
        put(out, type, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void put(ByteBuffer out, int type, byte[] content) {
        out.putShort((short) type).putShort((short) content.length).put(content);
        pad(out, content.length);
    }

    /** Adds what is missing to the next multiple of four bytes. */
    static void pad(ByteBuffer out, int size) {
        for (int i = size; (i & 3) != 0; i++) {
            out.put((byte) 0);
        }
    }

    /** Ends a message without a signature and makes it ready to be sent. */
    static void end(ByteBuffer out) {
        out.putShort(2, (short) (out.position() - HEADER_BYTES));
        out.flip();
    }

    /** Signs a message and makes it ready to be sent. */
    static void end(ByteBuffer out, SecretKeySpec key) {
        byte[] signature = sign(out.duplicate().flip(), out.position(), key);
        put(out, MESSAGE_INTEGRITY, signature);
        end(out);
    }

    /** The key of a long-term credential (RFC 8489, section 9.2.2). */
    static SecretKeySpec key(String user, String realm, String password) {
        try {
            byte[] text = (user + ":" + realm + ":" + password).getBytes(StandardCharsets.US_ASCII);
            return new SecretKeySpec(MessageDigest.getInstance("MD5").digest(text), "HmacSHA1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no MD5, which TURN needs", e);
        }
    }

    /** Over everything before the signature, with a length that counts it. */
    private static byte[] sign(ByteBuffer message, int end, SecretKeySpec key) {
        byte[] signed = new byte[end];
        message.duplicate().position(0).get(signed);
        int length = end - HEADER_BYTES + INTEGRITY_BYTES;
        signed[2] = (byte) (length >> 8);
        signed[3] = (byte) length;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(key);
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA1, which TURN needs", e);
        } finally {
            Arrays.fill(signed, (byte) 0);
        }
    }
}
