package dev.bargein.junit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.SimulatorListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageRecorderTest {
    @Test
    void notesOfTheSimulatorReachTheTraceThatWasGiven() {
        List<String> notes = new ArrayList<>();
        new MessageRecorder(
                        new SimulatorListener() {
                            @Override
                            public void onNote(String text) {
                                notes.add(text);
                            }
                        },
                        0)
                .onNote("a native library cannot be loaded");

        assertThat(notes).containsExactly("a native library cannot be loaded");
    }

    @Test
    void nothingThatASimulatorTellsIsKeptFromTheTrace() {
        assertThat(Arrays.stream(SimulatorListener.class.getMethods())
                        .map(method -> method.getName())
                        .toList())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(MessageRecorder.class.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals(name)));
    }
}
