package dev.bargein.simulator.internal.http;

import dev.bargein.simulator.internal.model.Config;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.time.Instant;

/** Makes a certificate for this machine's own names, so that clients that insist on TLS find a server. */
public final class SelfSigned {
    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration BEFORE = Duration.ofDays(1);

    private SelfSigned() {}

    /**
     * A certificate for localhost, 127.0.0.1 and ::1, and its key, new each time.
     *
     * @param unixMs the time of day; the certificate is good from a day before it for a year
     */
    public static Config.Tls generate(long unixMs) {
        Instant from = Instant.ofEpochMilli(unixMs).minus(BEFORE);
        try {
            // An authority too, as clients trust it as a root; and Apple's trust none that does not name its purpose.
            X509Bundle made = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=Bargein simulator on this machine")
                    .notBefore(from)
                    .notAfter(from.plus(VALID))
                    .setIsCertificateAuthority(true)
                    .setKeyUsage(true, KeyUsage.digitalSignature, KeyUsage.keyCertSign)
                    .addExtendedKeyUsageServerAuth()
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .addSanIpAddress("::1")
                    .buildSelfSigned();
            return new Config.Tls(made.getCertificatePEM(), made.getPrivateKeyPEM());
        } catch (Exception e) {
            throw new IllegalStateException("Every JDK has elliptic curves", e);
        }
    }
}
