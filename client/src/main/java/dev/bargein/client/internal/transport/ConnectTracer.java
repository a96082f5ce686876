package dev.bargein.client.internal.transport;

import dev.bargein.client.ConnectStage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * Reports the DNS, TCP and TLS stages of an OkHttp connection to {@link ConnectProgress}, through the resolver and socket
 * factories that OkHttp calls. OkHttp's own event listener is not told of WebSockets.
 *
 * <p>Thread-safe.
 */
final class ConnectTracer implements Dns {
    private final ConnectProgress progress;

    private ConnectTracer(ConnectProgress progress) {
        this.progress = progress;
    }

    /** A client like another whose connections are watched. */
    static OkHttpClient on(OkHttpClient client, ConnectProgress progress) {
        ConnectTracer tracer = new ConnectTracer(progress);
        return client.newBuilder()
                .dns(tracer)
                .socketFactory(tracer.new Sockets())
                .sslSocketFactory(tracer.new TlsSockets(client.sslSocketFactory()), tlsTrust(client))
                .build();
    }

    private static X509TrustManager tlsTrust(OkHttpClient client) {
        X509TrustManager trust = client.x509TrustManager();
        if (trust == null) {
            throw new IllegalStateException("OkHttp has no trust manager: this system supports no TLS");
        }
        return trust;
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        progress.begin(ConnectStage.RESOLVE);
        List<InetAddress> found = Dns.SYSTEM.lookup(hostname);
        progress.end(ConnectStage.RESOLVE);
        return found;
    }

    private void connected(ConnectStage stage) {
        progress.end(stage);
        progress.connected();
    }

    /** Makes sockets that are about to be connected. OkHttp uses the first method only. */
    private final class Sockets extends SocketFactory {
        private final SocketFactory system = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            progress.begin(ConnectStage.TCP);
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeout) throws IOException {
                    super.connect(endpoint, timeout);
                    connected(ConnectStage.TCP);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return system.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return system.createSocket(host, port, localHost, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return system.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
                throws IOException {
            return system.createSocket(address, port, localAddress, localPort);
        }
    }

    /** Puts TLS over sockets that were just connected. OkHttp uses the layering method only. */
    private final class TlsSockets extends SSLSocketFactory {
        private final SSLSocketFactory system;

        TlsSockets(SSLSocketFactory system) {
            this.system = system;
        }

        @Override
        public Socket createSocket(Socket s, String host, int port, boolean autoClose) throws IOException {
            progress.begin(ConnectStage.TLS);
            Socket layered = system.createSocket(s, host, port, autoClose);
            if (layered instanceof SSLSocket tls) {
                tls.addHandshakeCompletedListener(event -> connected(ConnectStage.TLS));
            }
            return layered;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return system.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return system.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return system.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return system.createSocket(host, port, localHost, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return system.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
                throws IOException {
            return system.createSocket(address, port, localAddress, localPort);
        }
    }
}
