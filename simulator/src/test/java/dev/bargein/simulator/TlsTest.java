package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.simulator.internal.http.SelfSigned;
import dev.bargein.simulator.internal.model.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The simulator behind TLS, as clients that know no {@code ws://} need it. */
class TlsTest {
    private static final int TIMEOUT_MS = 20_000;

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Sends a request as a client that checks names and dates and trusts this certificate alone; reads up to a text. */
    private static String ask(Simulator sim, String trustedPem, String host, String head, String upTo)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("simulator", certificate(trustedPem));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, sim.port())) {
            SSLParameters checks = socket.getSSLParameters();
            checks.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(checks);
            socket.setSoTimeout(TIMEOUT_MS);
            String request = head + "Host: " + host + ":" + sim.port() + "\r\nAuthorization: Bearer x\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf(upTo) < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new AssertionError("only this came: " + answer);
                }
                answer.append((char) next);
            }
            return answer.toString();
        }
    }

    private static String mint(Simulator sim, String trustedPem, String host)
            throws GeneralSecurityException, IOException {
        return ask(sim, trustedPem, host, "POST /v1/realtime/client_secrets HTTP/1.1\r\nContent-Length: 0\r\n", "\n");
    }

    @Test
    void aClientThatTrustsTheCertificateReachesTheServiceByBothOfItsNames() throws Exception {
        try (Simulator sim = Simulator.builder().tls().start()) {
            assertThat(sim.httpUrl()).startsWith("https://127.0.0.1:");
            assertThat(sim.webSocketUrl()).startsWith("wss://127.0.0.1:");
            for (String name : List.of("127.0.0.1", "localhost")) {
                assertThat(mint(sim, sim.certificatePem(), name)).contains(" 200 ");
            }
            String upgrade = "GET /v1/realtime?model=sim HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
            assertThat(ask(sim, sim.certificatePem(), "127.0.0.1", upgrade, "\"session.created\""))
                    .contains(" 101 ");
        }
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateStaysAway() throws Exception {
        Config.Tls other = SelfSigned.generate(System.currentTimeMillis());
        try (Simulator sim = Simulator.builder().tls().start()) {
            assertThatThrownBy(() -> mint(sim, other.certificatePem(), "127.0.0.1"))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(sim.sessions()).isEmpty();
        }
    }

    @Test
    void aGivenCertificateIsTheOneThatClientsSee() throws Exception {
        Config.Tls given = SelfSigned.generate(System.currentTimeMillis());
        try (Simulator sim =
                Simulator.builder().tls(given.certificatePem(), given.keyPem()).start()) {
            assertThat(sim.certificatePem()).isEqualTo(given.certificatePem());
            assertThat(mint(sim, given.certificatePem(), "127.0.0.1")).contains(" 200 ");
        }
    }

    @Test
    void aCertificateThatIsNoneIsAnErrorThatSaysSo() {
        Config.Tls good = SelfSigned.generate(System.currentTimeMillis());
        assertThatThrownBy(
                        () -> Simulator.builder().tls("no PEM", good.keyPem()).start())
                .isInstanceOf(SimulatorException.class)
                .hasMessageContaining("certificate");
        assertThatThrownBy(() ->
                        Simulator.builder().tls(good.certificatePem(), "no PEM").start())
                .isInstanceOf(SimulatorException.class)
                .hasMessageContaining("key")
                .hasMessageNotContaining("choose another port");
    }

    @Test
    void withoutTlsThereIsNoCertificateToShow() {
        try (Simulator sim = Simulator.builder().start()) {
            assertThatThrownBy(sim::certificatePem)
                    .isInstanceOf(SimulatorException.class)
                    .hasMessageContaining("tls()");
        }
    }

    @Test
    void aMadeCertificateSignsItselfForThisMachineAndForAYear() throws Exception {
        long now = System.currentTimeMillis();
        X509Certificate made = certificate(SelfSigned.generate(now).certificatePem());
        made.verify(made.getPublicKey());
        made.checkValidity(new Date(now));
        assertThat(made.getNotAfter().getTime() - made.getNotBefore().getTime()).isEqualTo(365L * 86_400_000);
        assertThat(made.getBasicConstraints()).isNotNegative();
        assertThat(made.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(made.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .containsExactly(
                        "localhost", "127.0.0.1", InetAddress.getByName("::1").getHostAddress());
        assertThat(certificate(SelfSigned.generate(now).certificatePem()).getSerialNumber())
                .isNotEqualTo(made.getSerialNumber());
    }

    @Test
    void plainHttpGetsNothingFromAPortWithTls() {
        try (Simulator sim = Simulator.builder().tls().start()) {
            String head = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + sim.port() + "\r\nConnection: close\r\n\r\n";
            assertThat(RawHttp.exchange(sim.port(), head, new byte[0]).status()).isZero();
        }
    }
}
