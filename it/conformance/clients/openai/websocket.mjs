// openai (openai-node): a typed socket, wss only. The application keeps the conversation.
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { readFileSync } from 'node:fs';
import { Log, caFile, check, done, speak, step, tlsUrl, until } from '../steps.mjs';

const log = new Log();
let bytes = 0;
let socket;

function restart() {
  log.restart();
  bytes = 0;
}

function ask(text) {
  socket.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  });
  socket.send({ type: 'response.create' });
}

await step('connect', async () => {
  const client = new OpenAI({ apiKey: 'any', baseURL: tlsUrl + '/v1' });
  socket = new OpenAIRealtimeWS({ model: 'sim', options: { ca: readFileSync(caFile) } }, client);
  socket.on('event', event => log.add(event));
  socket.on('error', error => process.stderr.write('error event: ' + error.message + '\n'));
  socket.on('response.output_audio.delta', event => (bytes += Buffer.from(event.delta, 'base64').length));
  await log.wait('session.created');
});
await step('session update', async () => {
  socket.send({
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'Be brief.',
      audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 300 } } },
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          description: 'Tells the weather.',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      ],
    },
  });
  const updated = await log.wait('session.updated');
  check(updated.session.instructions === 'Be brief.', 'the instructions are not in the session');
});
await step('text turn', async () => {
  restart();
  ask('Hello');
  await log.wait('response.done', event => event.response.status === 'completed');
  check(bytes > 24_000, 'only ' + bytes + ' bytes of audio');
});
await step('spoken turn', async () => {
  restart();
  await speak(chunk => socket.send({ type: 'input_audio_buffer.append', audio: chunk.toString('base64') }));
  await log.wait('input_audio_buffer.speech_started');
  await log.wait('input_audio_buffer.committed');
  await log.wait('response.done', event => event.response.status === 'completed');
  check(bytes > 24_000, 'only ' + bytes + ' bytes of audio');
});
await step('function call', async () => {
  restart();
  ask('What is the weather?');
  const call = await log.wait('response.function_call_arguments.done');
  check(JSON.parse(call.arguments).city === 'Berlin', 'the arguments are ' + call.arguments);
  await log.wait('response.done');
  socket.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: call.call_id, output: 'sunny' },
  });
  socket.send({ type: 'response.create' });
  await log.wait('response.output_audio_transcript.done', event => event.transcript.includes('sunny'));
  await log.wait('response.done', event => event.response.output.some(item => item.type === 'message'));
});
await step('interruption', async () => {
  restart();
  ask('Tell me a story');
  await until(() => bytes > 48_000, 'a second of the story');
  const { item_id } = await log.wait('response.output_audio.delta');
  socket.send({ type: 'response.cancel' });
  socket.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 800 });
  await log.wait('response.done', event => event.response.status === 'cancelled');
  await log.wait('conversation.item.truncated', event => event.audio_end_ms === 800);
});
await step('close', async () => {
  const closed = new Promise(end => socket.socket.on('close', end));
  socket.close();
  check((await closed) === 1000, 'not closed with 1000');
});
done();
