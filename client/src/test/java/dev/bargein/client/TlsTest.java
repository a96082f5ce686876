package dev.bargein.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption against a server with a certificate of its own, which this JVM trusts or not. */
class TlsTest {
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    @TempDir
    Path directory;

    private final Map<String, String> before = Map.of(
            TRUST_STORE,
            System.getProperty(TRUST_STORE, ""),
            TRUST_STORE + "Password",
            System.getProperty(TRUST_STORE + "Password", ""));
    private final Recorder recorder = new Recorder();

    @BeforeEach
    void makeCertificate() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store().toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
    }

    private Path store() {
        return directory.resolve("keys.p12");
    }

    private void trustIt() {
        System.setProperty(TRUST_STORE, store().toString());
        System.setProperty(TRUST_STORE + "Password", PASSWORD);
    }

    @AfterEach
    void trustAsBefore() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    private ServerSocketFactory encrypted() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private RealtimeSession.Builder to(RawServer server) {
        return RealtimeSession.builder()
                .url("wss://127.0.0.1:" + server.port() + "/v1/realtime?model=sim")
                .apiKey("sk-marker")
                .listener(recorder);
    }

    @Test
    void aSessionIsEncryptedAndTheHandshakeIsTimed() throws Exception {
        trustIt();
        try (RawServer server = new RawServer(encrypted(), c -> {
                    c.session();
                    c.awaitClose();
                });
                RealtimeSession session = to(server).connect()) {
            assertThat(session.sessionId()).isEqualTo("sess_1");
            assertThat(server.requests()).singleElement().asString().contains("Bearer sk-marker");
            assertThat(session.timings().nanos(ConnectStage.TCP)).isPositive();
            assertThat(session.timings().nanos(ConnectStage.TLS)).isPositive();
            assertThat(session.timings().nanos(ConnectStage.UPGRADE)).isPositive();
        }
    }

    @Test
    void aCertificateThatNobodyTrustsGetsNoKey() throws Exception {
        try (RawServer server = new RawServer(encrypted(), RawServer.Connection::readHead)) {
            ConnectException e = catchThrowableOfType(ConnectException.class, to(server)::connect);
            assertThat(e.stage()).isEqualTo(ConnectStage.TLS);
            assertThat(e).hasMessageContaining("certificate is trusted");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aClientSecretIsFetchedOverTls() throws Exception {
        trustIt();
        try (RawServer server = new RawServer(encrypted(), TlsTest::serve)) {
            ConnectException e = catchThrowableOfType(
                    ConnectException.class,
                    to(server).credentials(Credentials.minting(Secret.of("sk-marker")))::connect);
            assertThat(e.stage()).isEqualTo(ConnectStage.CLIENT_SECRET);
            assertThat(e.httpStatus()).isEqualTo(429);
        }
    }

    private static void serve(RawServer.Connection connection) throws IOException {
        connection.answer("429 Too Many Requests", "", "{\"error\":{\"message\":\"slow down\"}}");
    }
}
