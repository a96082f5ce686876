package dev.bargein.core.internal;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;

/** Sends frames of the microphone in the way of the transport: in events, or as media. */
final class MicrophoneUplink {
    private final boolean inEvents;
    private final CommandBuffer out;

    MicrophoneUplink(ConversationConfig config, CommandBuffer out) {
        this.inEvents = config.traits().microphoneInEvents();
        this.out = out;
    }

    void send(AudioBytes pcm) {
        if (inEvents) {
            out.send(new ClientEvent.InputAudioBufferAppend(null, pcm));
        } else {
            out.add(new Command.SendAudio(out.cause(), pcm));
        }
    }
}
