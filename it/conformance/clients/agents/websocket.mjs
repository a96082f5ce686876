// @openai/agents-realtime over WebSocket.
import { RealtimeAgent, RealtimeSession, OpenAIRealtimeWebSocket, tool } from '@openai/agents-realtime';
import { z } from 'zod';
import { Log, check, done, speak, step, until, webSocketUrl } from '../steps.mjs';

const log = new Log();
let bytes = 0;
let interrupted = 0;
let asked = '';

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
const transport = new OpenAIRealtimeWebSocket({ url: webSocketUrl });
const session = new RealtimeSession(agent, { transport, model: 'sim', tracingDisabled: true });
session.on('error', error => process.stderr.write('error event: ' + JSON.stringify(error).slice(0, 400) + '\n'));
session.on('audio', event => (bytes += event.data.byteLength));
session.on('audio_interrupted', () => interrupted++);
transport.on('*', event => log.add(event));

function restart() {
  log.restart();
  bytes = 0;
  interrupted = 0;
}

await step('connect', () => session.connect({ apiKey: 'any' }));
await step('session update', async () => {
  const updated = await log.wait('session.updated', event => event.session.instructions === 'Be brief.');
  check(updated.session.tools[0].name === 'get_weather', 'the tool is not in the session');
});
await step('text turn', async () => {
  restart();
  session.sendMessage('Hello');
  await log.wait('response.done', event => event.response.status === 'completed');
  check(bytes > 24_000, 'only ' + bytes + ' bytes of audio');
});
await step('spoken turn', async () => {
  restart();
  await speak(chunk => session.sendAudio(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.length)));
  await log.wait('input_audio_buffer.speech_started');
  await log.wait('input_audio_buffer.committed');
  await log.wait('response.done', event => event.response.status === 'completed');
  check(bytes > 24_000, 'only ' + bytes + ' bytes of audio');
});
await step('function call', async () => {
  restart();
  session.sendMessage('What is the weather?');
  await log.wait('response.output_audio_transcript.done', event => event.transcript.includes('sunny'));
  check(asked === 'Berlin', 'the function was called with ' + asked);
  await log.wait('response.done', event => event.response.output.some(item => item.type === 'message'));
});
await step('interruption', async () => {
  restart();
  session.sendMessage('Tell me a story');
  await until(() => bytes > 48_000, 'a second of the story');
  session.interrupt();
  await log.wait('response.done', event => event.response.status === 'cancelled');
  await log.wait('conversation.item.truncated');
  check(interrupted === 1, 'audio_interrupted ' + interrupted + ' times');
});
await step('close', async () => {
  session.close();
  await until(() => transport.status === 'disconnected', 'the end of the connection');
});
done();
