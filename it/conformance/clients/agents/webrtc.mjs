// @openai/agents-realtime over WebRTC, in Node on @roamhq/wrtc (libwebrtc).
import { RealtimeAgent, RealtimeSession, OpenAIRealtimeWebRTC, tool } from '@openai/agents-realtime';
import wrtc from '@roamhq/wrtc';
import { z } from 'zod';
import { Log, check, done, httpUrl, pause, samples, speak, step, until } from '../steps.mjs';

const { RTCAudioSink, RTCAudioSource } = wrtc.nonstandard;
const AUDIBLE = 200;

globalThis.RTCPeerConnection = wrtc.RTCPeerConnection;

const log = new Log();
let audibleMs = 0;
let lastAudible = 0;
let asked = '';

// The loudspeaker: what a browser's audio element would play.
const ear = {
  autoplay: false,
  set srcObject(stream) {
    const sink = new RTCAudioSink(stream.getAudioTracks()[0]);
    sink.ondata = ({ samples: pcm }) => {
      if (pcm.some(sample => Math.abs(sample) > AUDIBLE)) {
        audibleMs += 10;
        lastAudible = performance.now();
      }
    };
  },
};

// The microphone: 48 kHz in frames of 10 ms, silence where nobody speaks.
const source = new RTCAudioSource();
const spoken = [];
const microphone = setInterval(() => {
  for (const frame of [spoken.shift(), spoken.shift()]) {
    source.onData({ samples: frame ?? new Int16Array(480), sampleRate: 48_000, numberOfFrames: 480 });
  }
}, 20);
const mediaStream = new wrtc.MediaStream([source.createTrack()]);

function say(chunk) {
  const at24 = samples(chunk);
  for (let part = 0; part < 2; part++) {
    const frame = new Int16Array(480);
    for (let i = 0; i < 480; i++) {
      frame[i] = at24[part * 240 + (i >> 1)];
    }
    spoken.push(frame);
  }
}

const weather = tool({
  name: 'get_weather',
  description: 'Tells the weather.',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => {
    asked = city;
    return 'sunny';
  },
});
const agent = new RealtimeAgent({ name: 'Conformance', instructions: 'Be brief.', tools: [weather] });
const transport = new OpenAIRealtimeWebRTC({
  baseUrl: httpUrl + '/v1/realtime/calls',
  mediaStream,
  audioElement: ear,
  useInsecureApiKey: true,
});
const session = new RealtimeSession(agent, { transport, model: 'sim', tracingDisabled: true });
session.on('error', error => process.stderr.write('error event: ' + JSON.stringify(error).slice(0, 400) + '\n'));
transport.on('*', event => log.add(event));

function restart() {
  log.restart();
  audibleMs = 0;
}

await step('connect', () => session.connect({ apiKey: 'any' }));
await step('session update', async () => {
  const updated = await log.wait('session.updated', event => event.session.instructions === 'Be brief.');
  check(updated.session.tools[0].name === 'get_weather', 'the tool is not in the session');
});
await step('text turn', async () => {
  restart();
  session.sendMessage('Hello');
  await log.wait('output_audio_buffer.started');
  await log.wait('output_audio_buffer.stopped');
  check(audibleMs > 500, 'only ' + audibleMs + ' ms were audible');
});
await step('spoken turn', async () => {
  restart();
  await speak(say);
  await log.wait('input_audio_buffer.speech_started');
  await log.wait('input_audio_buffer.committed');
  await log.wait('output_audio_buffer.stopped');
  check(audibleMs > 500, 'only ' + audibleMs + ' ms were audible');
});
await step('function call', async () => {
  restart();
  session.sendMessage('What is the weather?');
  await log.wait('response.output_audio_transcript.done', event => event.transcript.includes('sunny'));
  check(asked === 'Berlin', 'the function was called with ' + asked);
  await log.wait('output_audio_buffer.stopped');
});
await step('interruption', async () => {
  restart();
  session.sendMessage('Tell me a story');
  await until(() => audibleMs > 1_000, 'a second of the story');
  session.interrupt();
  const stop = performance.now();
  await log.wait('output_audio_buffer.cleared');
  await log.wait('response.done', event => event.response.status === 'cancelled');
  await log.wait('conversation.item.truncated');
  await pause(700);
  check(lastAudible - stop < 500, 'audible for ' + Math.round(lastAudible - stop) + ' ms after the stop');
});
await step('close', async () => {
  session.close();
  await until(() => transport.status === 'disconnected', 'the end of the connection');
});
clearInterval(microphone);
done();
