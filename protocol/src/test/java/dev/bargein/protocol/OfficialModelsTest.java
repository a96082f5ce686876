package dev.bargein.protocol;

import static com.openai.core.ObjectMappers.jsonMapper;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeServerEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The models of the official SDK judge what we write, and what they write goes through ours unchanged. */
class OfficialModelsTest {
    private static final RealtimeCodec GA = new RealtimeCodec(Dialect.GA);

    static Stream<ServerEvent> serverEvents() {
        return Samples.GA_SERVER.stream().map(text -> GA.decodeServer(text).event());
    }

    static Stream<String> clientEvents() {
        return Samples.GA_CLIENT.stream();
    }

    @ParameterizedTest
    @MethodSource("serverEvents")
    void whatWeWriteAsAServerIsValidForTheOfficialModels(ServerEvent event) throws Exception {
        RealtimeServerEvent model = jsonMapper().readValue(GA.encode(event), RealtimeServerEvent.class);

        // It throws for whatever it does not know, an event or an enumerated value.
        model.validate();
        assertThat(GA.decodeServer(jsonMapper().writeValueAsString(model)).event())
                .isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("clientEvents")
    void whatWeWriteAsAClientIsValidForTheOfficialModels(String text) throws Exception {
        ClientEvent event = GA.decodeClient(text).event();
        RealtimeClientEvent model = jsonMapper().readValue(GA.encode(event), RealtimeClientEvent.class);

        assertThat(Samples.json(jsonMapper().writeValueAsString(model.validate())))
                .isEqualTo(GA.toJson(event));
    }

    @ParameterizedTest
    @MethodSource("clientEvents")
    void whatTheOfficialModelsWriteGoesThroughOursUnchanged(String text) throws Exception {
        RealtimeClientEvent model =
                jsonMapper().readValue(text, RealtimeClientEvent.class).validate();
        String written = jsonMapper().writeValueAsString(model);

        Message<ClientEvent> message = GA.decodeClient(written);

        assertThat(message.json()).as("the model keeps the sample whole").isEqualTo(Samples.json(text));
        assertThat(GA.clientJson(message)).isEqualTo(Samples.json(written));
        assertThat(jsonMapper().readValue(GA.encodeClient(message), RealtimeClientEvent.class))
                .isEqualTo(model);
    }

    @Test
    void everyRecordHasASample() {
        Set<String> server = new TreeSet<>(Samples.byType(Samples.GA_SERVER).keySet());
        server.add(Samples.beta(ServerEvent.TranscriptionSessionUpdated.TYPE).string("type"));
        assertThat(server).isEqualTo(types(ServerEvent.class));
        assertThat(Samples.byType(Samples.GA_CLIENT).keySet()).isEqualTo(types(ClientEvent.class));
    }

    private static Set<String> types(Class<?> events) {
        return Arrays.stream(events.getPermittedSubclasses())
                .filter(kind -> !kind.getSimpleName().equals("Unknown"))
                .map(OfficialModelsTest::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String type(Class<?> kind) {
        try {
            return (String) kind.getField("TYPE").get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
