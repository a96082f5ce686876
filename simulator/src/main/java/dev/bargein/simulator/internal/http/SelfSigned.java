package dev.bargein.simulator.internal.http;

import dev.bargein.simulator.internal.model.Config;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * Makes a certificate for this machine's own names, so that clients that insist on TLS find a server (RFC 5280). It is
 * written by hand because the JDK has no public way to make one, and it is little: one key, one name, four extensions.
 */
public final class SelfSigned {
    private static final int DAYS = 365;
    private static final long SECONDS_A_DAY = 86_400;
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME_TAG = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int EXPLICIT = 0xa0;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final byte[] YES = {(byte) 0xff};
    /** May sign content and, as a root that clients trust, itself; the last two bits are unused. */
    private static final byte[] KEY_USAGE = {2, (byte) 0x84};

    private SelfSigned() {}

    /**
     * A certificate for localhost, 127.0.0.1 and ::1, and its key, new each time.
     *
     * @param unixMs the time of day; the certificate is good from a day before it for a year
     */
    public static Config.Tls generate(long unixMs) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] content = content(keys.getPublic().getEncoded(), unixMs / 1_000);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] certificate = der(SEQUENCE, content, algorithm(), bits(signature.sign()));
            return new Config.Tls(
                    pem("CERTIFICATE", certificate),
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has elliptic curves", e);
        }
    }

    private static byte[] content(byte[] publicKey, long unixSeconds) {
        byte[] serial = new byte[16];
        new SecureRandom().nextBytes(serial);
        // Positive, and never with a leading zero byte that DER would forbid.
        serial[0] = (byte) (serial[0] & 0x3f | 0x40);
        byte[] name = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, oid(2, 5, 4, 3), der(UTF8_STRING, text("Bargein simulator on this machine")))));
        byte[] validity =
                der(SEQUENCE, time(unixSeconds - SECONDS_A_DAY), time(unixSeconds + (DAYS - 1) * SECONDS_A_DAY));
        byte[] names = der(
                SEQUENCE,
                der(DNS_NAME, text("localhost")),
                der(IP_ADDRESS, IPV4_LOOPBACK),
                der(IP_ADDRESS, IPV6_LOOPBACK));
        byte[] extensions = der(
                SEQUENCE,
                critical(oid(2, 5, 29, 19), der(SEQUENCE, der(BOOLEAN, YES))),
                critical(oid(2, 5, 29, 15), der(BIT_STRING, KEY_USAGE)),
                der(SEQUENCE, oid(2, 5, 29, 37), octets(der(SEQUENCE, oid(1, 3, 6, 1, 5, 5, 7, 3, 1)))),
                der(SEQUENCE, oid(2, 5, 29, 17), octets(names)));
        return der(
                SEQUENCE,
                der(EXPLICIT, der(INTEGER, new byte[] {2})),
                der(INTEGER, serial),
                algorithm(),
                name,
                validity,
                name,
                publicKey,
                der(EXPLICIT + 3, extensions));
    }

    /** ECDSA with SHA-256. */
    private static byte[] algorithm() {
        return der(SEQUENCE, oid(1, 2, 840, 10_045, 4, 3, 2));
    }

    private static byte[] critical(byte[] id, byte[] value) {
        return der(SEQUENCE, id, der(BOOLEAN, YES), octets(value));
    }

    private static byte[] octets(byte[] value) {
        return der(OCTET_STRING, value);
    }

    private static byte[] bits(byte[] value) {
        return der(BIT_STRING, new byte[1], value);
    }

    private static byte[] time(long unixSeconds) {
        return der(UTC_TIME_TAG, text(UTC_TIME.format(Instant.ofEpochSecond(unixSeconds))));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] oid(int... arcs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >>> shift != 0) {
                    out.write(arcs[i] >>> shift & 0x7f | 0x80);
                }
            }
            out.write(arcs[i] & 0x7f);
        }
        return der(OBJECT_IDENTIFIER, out.toByteArray());
    }

    /** One element: its tag, the length of what it holds, and that. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            inner.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = inner.size();
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >>> 8);
            out.write(length);
        }
        out.writeBytes(inner.toByteArray());
        return out.toByteArray();
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
