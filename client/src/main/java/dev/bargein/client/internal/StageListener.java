package dev.bargein.client.internal;

import dev.bargein.client.ConnectStage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Tells the progress what OkHttp is at. When the connection stands, the stage that the request belongs to is current
 * again.
 */
final class StageListener extends EventListener {
    private final ConnectProgress progress;

    StageListener(ConnectProgress progress) {
        this.progress = progress;
    }

    @Override
    public void dnsStart(Call call, String domainName) {
        progress.begin(ConnectStage.RESOLVE);
    }

    @Override
    public void dnsEnd(Call call, String domainName, List<InetAddress> inetAddressList) {
        progress.end(ConnectStage.RESOLVE);
    }

    @Override
    public void connectStart(Call call, InetSocketAddress inetSocketAddress, Proxy proxy) {
        progress.begin(ConnectStage.TCP);
    }

    @Override
    public void secureConnectStart(Call call) {
        progress.end(ConnectStage.TCP);
        progress.begin(ConnectStage.TLS);
    }

    @Override
    public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
        progress.end(ConnectStage.TLS);
    }

    @Override
    public void connectEnd(Call call, InetSocketAddress inetSocketAddress, Proxy proxy, @Nullable Protocol protocol) {
        progress.end(ConnectStage.TCP);
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        progress.connected();
    }
}
