package dev.bargein.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** HTTP by hand, so that a test decides about every header. */
final class RawHttp {
    private static final int TIMEOUT_MS = 20_000;

    private RawHttp() {}

    record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    static Reply post(Simulator sim, String path, String contentType, String body, String... headers) {
        return send(sim, "POST", path, "127.0.0.1:" + sim.port(), contentType, body, headers);
    }

    static Reply get(Simulator sim, String path, String... headers) {
        return send(sim, "GET", path, "127.0.0.1:" + sim.port(), "", "", headers);
    }

    /** Asks as a browser does before a page of {@code http://localhost:3000} may post. */
    static Reply preflight(Simulator sim, String path, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 4);
        System.arraycopy(
                new String[] {"Origin", "http://localhost:3000", "Access-Control-Request-Method", "POST"},
                0,
                all,
                headers.length,
                4);
        return send(sim, "OPTIONS", path, "127.0.0.1:" + sim.port(), "", "", all);
    }

    static Reply send(
            Simulator sim,
            String method,
            String path,
            String host,
            String contentType,
            String body,
            String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        if (!host.isEmpty()) {
            head.append("Host: ").append(host).append("\r\n");
        }
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        if (!contentType.isEmpty()) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        head.append("Content-Length: ").append(bytes.length).append("\r\nConnection: close\r\n\r\n");
        return exchange(sim.port(), head.toString(), bytes);
    }

    static Reply exchange(int port, String head, byte[] body) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            try {
                out.write(body);
                out.flush();
            } catch (IOException refusedEarly) {
                // The answer is there although not all of the body was wanted.
            }
            return parse(readAll(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[8_192];
        try {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                all.write(part, 0, n);
            }
        } catch (IOException reset) {
            if (all.size() == 0) {
                throw reset;
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static Reply parse(String text) {
        int split = text.indexOf("\r\n\r\n");
        if (split < 0) {
            return new Reply(0, Map.of(), text);
        }
        String[] lines = text.substring(0, split).split("\r\n");
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        return new Reply(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(split + 4));
    }
}
