package dev.bargein.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.lab.Timeline.Lane;
import dev.bargein.lab.Timeline.Mark;
import dev.bargein.lab.Timeline.Sound;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says ends up in the report: it must stay text, in a real browser. */
class HostileReportTest {
    private static final Arm ARM =
            SampleRun.arm(Strategy.BARGEIN, TransportKind.WEBRTC, Scenario.STOP_WHILE_GENERATING);

    /** Thirty ways to run a script or to make a request; %1$s would do it, %2$s is where to. */
    private static final List<String> PAYLOADS = List.of(
            "<script>%1$s</script>",
            "</script><script>%1$s</script>",
            "</style><script>%1$s</script>",
            "</title><script>%1$s</script>",
            "</svg><script>%1$s</script>",
            "<img src=x onerror=\"%1$s\">",
            "<img src=%2$s/img>",
            "<svg onload=\"%1$s\">",
            "<svg><script>%1$s</script></svg>",
            "<svg><animate onbegin=\"%1$s\" attributeName=x dur=1s>",
            "<body onload=\"%1$s\">",
            "<iframe src=\"javascript:parent.%1$s\"></iframe>",
            "<iframe srcdoc=\"<script>parent.%1$s</script>\"></iframe>",
            "<iframe src=%2$s/frame></iframe>",
            "<object data=%2$s/object></object>",
            "<embed src=%2$s/embed>",
            "<link rel=stylesheet href=%2$s/css>",
            "<style>@import '%2$s/import'; body{background:url(%2$s/bg)}</style>",
            "<meta http-equiv=refresh content=\"0;url=%2$s/refresh\">",
            "<base href=%2$s/>",
            "<form action=%2$s/form><input autofocus onfocus=\"%1$s\">",
            "<details open ontoggle=\"%1$s\">",
            "<video src=%2$s/video onerror=\"%1$s\"></video>",
            "<audio src=%2$s/audio autoplay></audio>",
            "\" onmouseover=\"%1$s\" autofocus onfocus=\"%1$s\" x=\"",
            "' onfocus='%1$s' autofocus x='",
            "` onfocus=%1$s autofocus x=`",
            "--><script>%1$s</script><!--",
            "]]><script>%1$s</script><![CDATA[",
            "\u2028\u2029\u202e<scr\u0000ipt>%1$s</scr\u0000ipt>&lt;script&gt;%1$s&#60;script&#62;");

    private static AbResult hostile(String beacon) {
        List<String> payloads = PAYLOADS.stream()
                .map(payload -> payload.formatted("document.documentElement.setAttribute('data-ran','yes')", beacon))
                .toList();
        List<TrialResult> trials = new ArrayList<>();
        for (String payload : payloads) {
            List<Mark> marks = new ArrayList<>();
            for (Lane lane : Lane.values()) {
                marks.add(new Mark(lane, 5, payload, payload, false));
                marks.add(new Mark(lane, -5, payload, "", true));
            }
            double[] peaks = new double[40];
            Sound[] sounds = new Sound[40];
            Arrays.fill(sounds, Sound.HEARD);
            trials.add(TrialResult.of(
                    new Arm(
                            new Strategy(payload, Strategy.Silence.NONE, false, false, Strategy.Truncation.NONE, false),
                            TransportKind.WEBRTC,
                            Scenario.STOP_WHILE_GENERATING,
                            new Network(payload)),
                    1,
                    Map.of(Metric.STOP_TO_SILENCE, 5_000.0),
                    Timeline.of(-200, peaks, sounds, marks)));
            trials.add(TrialResult.failed(ARM, 2, payload));
        }
        String all = String.join(" ", payloads);
        return new AbResult(
                new Environment(
                        all,
                        all,
                        1,
                        1,
                        new Environment.Machine(all, all, 2),
                        new Environment.Course(Instant.EPOCH, Duration.ZERO, false, 0)),
                trials);
    }

    @Test
    void thirtyPayloadsStayTextInARealBrowserWithAndWithoutThePolicy(@TempDir Path dir) throws Exception {
        assertThat(PAYLOADS).hasSize(30);
        try (Beacon beacon = new Beacon()) {
            String html = hostile(beacon.url()).html();
            // The policy alone would stop most of it; escaping must do without it.
            String bare = html.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
            assertThat(bare.length()).isLessThan(html.length());
            for (String page : List.of(html, bare)) {
                String dom = rendered(dir, page);
                assertThat(dom)
                        .contains("Bargein A/B")
                        .contains("&lt;script&gt;")
                        .doesNotContain("data-ran=\"");
                assertThat(dom.replaceAll("<style>[^<]*</style>", ""))
                        .doesNotContainPattern("(?i)<(script|img|iframe|object|embed|link|base|form|video|audio)");
            }
            assertThat(beacon.requests()).isEmpty();
        }
    }

    @Test
    void theTestWouldNoticeAScriptThatRunsAndARequestThatIsMade(@TempDir Path dir) throws Exception {
        try (Beacon beacon = new Beacon()) {
            String dom = rendered(
                    dir,
                    "<html><body><img src=" + beacon.url() + "/img><script>"
                            + "document.documentElement.setAttribute('data-ran','yes')</script></body></html>");

            assertThat(dom).contains("data-ran=\"");
            assertThat(beacon.requests()).isNotEmpty();
        }
    }

    private static String rendered(Path dir, String html) throws IOException, InterruptedException {
        Path page = Files.writeString(dir.resolve("page.html"), html);
        Path dom = dir.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        browser(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--user-data-dir=" + dir.resolve("profile"),
                        "--virtual-time-budget=3000",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(60, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        return Files.readString(dom);
    }

    private static String browser() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name ->
                        Stream.of("/usr/bin/", "/usr/local/bin/", "/snap/bin/").map(at -> at + name))
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("needs Chromium: apt-get install chromium"));
    }

    /** Where a payload that works would call. */
    private static final class Beacon implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> requests = new ArrayList<>();
        private final Thread thread = new Thread(this::serve, "beacon");

        Beacon() throws IOException {
            thread.start();
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        List<String> requests() {
            synchronized (requests) {
                return List.copyOf(requests);
            }
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept();
                        InputStream in = client.getInputStream()) {
                    client.setSoTimeout(2_000);
                    byte[] head = new byte[200];
                    int length = Math.max(0, in.read(head));
                    synchronized (requests) {
                        requests.add(new String(head, 0, length, StandardCharsets.ISO_8859_1));
                    }
                    client.getOutputStream()
                            .write("HTTP/1.0 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closedOrBroken) {
                    continue;
                }
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            socket.close();
            thread.join();
        }
    }
}
