package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.audio.G711;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** G.711 on WebSocket, each direction on its own (docs/protocol.md, section 3). */
class TelephoneAudioTest {
    private static final Script SCRIPT = Script.of(Answer.ofDurationMs(1_100));

    private static VirtualService with(String audio) {
        VirtualService service = VirtualService.webSocket(SCRIPT);
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":" + audio + "}}");
        assertThat(service.types()).containsExactly("session.created", "session.updated");
        return service;
    }

    private static VirtualService speaking(String format) {
        return with("{\"output\":{\"format\":{\"type\":\"" + format + "\"}}}");
    }

    private static VirtualService hearing(String format) {
        return with("{\"input\":{\"format\":{\"type\":\"" + format + "\"}}}");
    }

    private static List<Integer> sizes(VirtualService service) {
        return service.takeOf(ServerEvent.ResponseOutputAudioDelta.class).stream()
                .map(delta -> delta.delta().size())
                .toList();
    }

    private static byte[] bytes(VirtualService service) {
        byte[] out = new byte[0];
        for (ServerEvent.ResponseOutputAudioDelta delta : service.takeOf(ServerEvent.ResponseOutputAudioDelta.class)) {
            byte[] more = delta.delta().toByteArray();
            int at = out.length;
            out = Arrays.copyOf(out, at + more.length);
            System.arraycopy(more, 0, out, at, more.length);
        }
        return out;
    }

    private static byte[] tone(G711 law, int ms) {
        byte[] out = new byte[ms * 8];
        for (int i = 0; i < out.length; i++) {
            out[i] = law.compress((short) (10_000 * Math.sin(2 * Math.PI * 500 * i / 8_000)));
        }
        return out;
    }

    private static double errorDb(short[] expected, short[] actual) {
        assertThat(actual).hasSameSizeAs(expected);
        double signal = 0;
        double noise = 0;
        // The edges of a tone that begins and ends at once have no place in a telephone's band.
        for (int i = 200; i < expected.length - 200; i++) {
            signal += (double) expected[i] * expected[i];
            noise += Math.pow((double) expected[i] - actual[i], 2);
        }
        return 10 * Math.log10(noise / signal);
    }

    @ParameterizedTest
    @CsvSource({"audio/pcmu, MU_LAW", "audio/pcma, A_LAW"})
    void anAnswerIsTheSameSoundInAThirdOfTheSamples(String format, G711 law) {
        VirtualService service = speaking(format).answering(5_000);
        byte[] codes = bytes(service);
        short[] heard = new short[codes.length];
        for (int i = 0; i < codes.length; i++) {
            heard[i] = law.expand(codes[i]);
        }
        short[] said = service.item(0).pcm();
        short[] expected = new short[said.length / 3];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = said[3 * i];
        }
        assertThat(codes).hasSize(1_100 * 8);
        assertThat(errorDb(expected, heard)).isLessThan(-34);
    }

    @Test
    void deltasAre250MsButTheFirstWhichLacksWhatTheFilterHoldsBack() {
        VirtualService service = speaking("audio/pcmu").answering(5_000);
        assertThat(sizes(service)).containsExactly(1_984, 2_000, 2_000, 2_000, 800, 16);
    }

    @Test
    void aCancelledAnswerNeverSentMoreThanTheServiceCounts() {
        VirtualService service = speaking("audio/pcmu").answering(400);
        service.cancel();
        int sentMs = sizes(service).stream().mapToInt(Integer::intValue).sum() / 8;
        assertThat(sentMs).isBetween(1, (int) service.item(0).audioMs());
        service.truncate(service.stored(0).id, sentMs);
        assertThat(service.types()).containsExactly("conversation.item.truncated");
    }

    @Test
    void truncationCountsMillisecondsAsEver() {
        VirtualService service = speaking("audio/pcma").answering(5_000).forget();
        String item = service.stored(0).id;
        service.truncate(item, 1_101);
        assertThat(service.last(ServerEvent.Error.class).error().message())
                .isEqualTo("Audio content of 1100ms is already shorter than 1101ms");
        service.truncate(item, 1_100);
        service.truncate(item, 777);
        assertThat(service.item(0).audioMs()).isEqualTo(777);
    }

    @ParameterizedTest
    @CsvSource({"audio/pcmu, MU_LAW", "audio/pcma, A_LAW"})
    void whatTheUserSaysIsTheSameSoundInThreeTimesTheSamples(String format, G711 law) {
        VirtualService service = hearing(format);
        byte[] codes = tone(law, 700);
        for (int at = 0; at < codes.length; at += 161) {
            byte[] piece = Arrays.copyOfRange(codes, at, Math.min(codes.length, at + 161));
            service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(piece)));
        }
        assertThat(service.session.inputMs()).isEqualTo(700);
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        short[] expected = new short[700 * 24];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (short) (10_000 * Math.sin(2 * Math.PI * 500 * i / 24_000));
        }
        assertThat(errorDb(expected, service.item(0).pcm())).isLessThan(-34);
    }

    @Test
    void aTurnNeeds100MsWhateverTheFormat() {
        VirtualService service = hearing("audio/pcmu");
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[799])));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.last(ServerEvent.Error.class).error().message()).contains("only has 99.88ms");
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[1])));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.types()).startsWith("input_audio_buffer.committed");
        assertThat(service.item(0).audioMs()).isEqualTo(100);
    }

    @Test
    void aClearedTurnLeavesNothingInTheFilter() {
        VirtualService service = hearing("audio/pcmu");
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(tone(G711.MU_LAW, 101))));
        service.send(new ClientEvent.InputAudioBufferClear(null));
        assertThat(service.session.inputMs()).isZero();
        byte[] silence = new byte[800];
        Arrays.fill(silence, (byte) 0xFF);
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(silence)));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.item(0).pcm()).containsOnly((short) 0);
    }

    @Test
    void whatCameBeforeAChangeOfFormatKeepsItsMeaning() {
        VirtualService service = hearing("audio/pcmu");
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(tone(G711.MU_LAW, 200))));
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":"
                + "{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000}}}}}");
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[4_800])));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.item(0).audioMs()).isEqualTo(300);
        assertThat(Arrays.copyOfRange(service.item(0).pcm(), 4_800, 7_200)).containsOnly((short) 0);
    }

    @Test
    void eachDirectionHasItsOwnFormat() {
        VirtualService service = with(
                "{\"input\":{\"format\":{\"type\":\"audio/pcma\"}},\"output\":{\"format\":{\"type\":\"audio/pcmu\"}}}");
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(tone(G711.A_LAW, 100))));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        service.answering(5_000);
        assertThat(service.item(0).audioMs()).isEqualTo(100);
        assertThat(bytes(service)).hasSize(1_100 * 8);
    }

    @Test
    void aResponseMayAskForAFormatOfItsOwn() {
        VirtualService service = VirtualService.webSocket(SCRIPT);
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"audio\":{\"output\":{\"format\":"
                + "{\"type\":\"audio/pcmu\"}}}}}");
        service.run(5_000);
        assertThat(bytes(service)).hasSize(1_100 * 8);
        service.answering(5_000);
        assertThat(bytes(service)).hasSize(1_100 * 48);
    }

    @Test
    void anItemIsCreatedAndRetrievedInTheFormatOfTheSession() {
        VirtualService service = hearing("audio/pcmu");
        byte[] codes = tone(G711.MU_LAW, 300);
        service.sendJson("{\"type\":\"conversation.item.create\",\"item\":{\"id\":\"mine\",\"type\":\"message\","
                + "\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"audio\":\""
                + Base64.getEncoder().encodeToString(codes) + "\"}]}}");
        assertThat(service.item(0).audioMs()).isEqualTo(300);
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(codes)));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        for (int item = 0; item < 2; item++) {
            service.send(new ClientEvent.ConversationItemRetrieve(null, service.stored(item).id));
            AudioBytes audio = service.last(ServerEvent.ConversationItemRetrieved.class)
                    .item()
                    .content()
                    .get(0)
                    .audio();
            assertThat(audio).isNotNull().satisfies(a -> assertThat(a.size()).isEqualTo(2_400));
        }
    }

    @Test
    void theBetaDialectNamesThemItsOwnWay() {
        VirtualService beta =
                VirtualService.onWebSocket().brain(SCRIPT).dialect(Dialect.BETA).open();
        beta.sendJson("{\"type\":\"session.update\",\"session\":{\"input_audio_format\":\"g711_alaw\","
                + "\"output_audio_format\":\"g711_ulaw\"}}");
        JsonObject session = beta.last(ServerEvent.SessionUpdated.class).session();
        assertThat(session.string("input_audio_format")).isEqualTo("g711_alaw");
        assertThat(session.string("output_audio_format")).isEqualTo("g711_ulaw");
        beta.answering(5_000);
        assertThat(bytes(beta)).hasSize(1_100 * 8);
        beta.sendJson("{\"type\":\"response.create\",\"response\":{\"output_audio_format\":\"pcm16\"}}");
        beta.run(5_000);
        assertThat(bytes(beta)).hasSize(1_100 * 48);
    }

    @Test
    void onACallTheFormatsAreTakenAndOpusIsUsed() {
        VirtualService service = VirtualService.webRtc(SCRIPT);
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":"
                + "{\"format\":{\"type\":\"audio/pcmu\"}},\"output\":{\"format\":{\"type\":\"audio/pcma\"}}}}}");
        JsonObject audio =
                service.last(ServerEvent.SessionUpdated.class).session().object("audio");
        assertThat(audio.object("output").object("format").string("type")).isEqualTo("audio/pcma");
        service.speak(240);
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(service.item(0).audioMs()).isEqualTo(240);
        service.answering(3_000);
        assertThat(service.item(1).sentMs()).isEqualTo(1_100);
        assertThat(service.take()).noneMatch(event -> event instanceof ServerEvent.ResponseOutputAudioDelta);
    }
}
