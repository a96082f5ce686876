// @livekit/agents-plugin-openai: the realtime model of LiveKit Agents, without a room. Two versions run this file: one
// speaks GA, the other the beta dialect.
import { Log, check, done, samples, speak, step, until } from './steps.mjs';

export async function converse({ agents, openai, AudioFrame, baseUrl, tools, zod, options }) {
  const { llm, initializeLogger } = agents;
  initializeLogger({ pretty: false, level: 'silent' });

  const log = new Log();
  let bytes = 0;
  let calls = [];
  let lastMessage = '';
  let speaking = 0;
  let session;

  const weather = llm.tool({
    name: 'get_weather',
    description: 'Tells the weather.',
    parameters: zod.object({ city: zod.string() }),
    execute: async () => 'sunny',
  });

  async function listen(generation) {
    speaking++;
    await Promise.all([
      (async () => {
        for await (const message of generation.messageStream) {
          lastMessage = message.messageId;
          for await (const frame of message.audioStream) {
            bytes += frame.data.length * 2;
          }
        }
      })(),
      (async () => {
        for await (const call of generation.functionStream) {
          calls.push(call);
        }
      })(),
    ]);
    speaking--;
  }

  function restart() {
    log.restart();
    bytes = 0;
    calls = [];
  }

  async function ask(text) {
    const context = session.chatCtx.copy();
    context.addMessage({ role: 'user', content: text });
    await session.updateChatCtx(context);
    await session.generateReply();
  }

  await step('connect', async () => {
    const model = new openai.realtime.RealtimeModel({ baseURL: baseUrl, apiKey: 'any', model: 'sim', ...options });
    session = model.session();
    session.on('openai_server_event_received', event => log.add(event));
    session.on('generation_created', generation => void listen(generation));
    session.on('error', error => process.stderr.write('error event: ' + String(error?.error ?? error) + '\n'));
    // The first event that it hands on is the answer to its own update.
    await log.wait('session.updated');
  });
  await step('session update', async () => {
    await session.updateInstructions('Be brief.');
    await session.updateTools(tools(weather));
    await log.wait('session.updated', event => event.session.instructions === 'Be brief.');
    await log.wait('session.updated', event => event.session.tools.some(tool => tool.name === 'get_weather'));
  });
  await step('text turn', async () => {
    restart();
    await ask('Hello');
    await log.wait('response.done', event => event.response.status === 'completed');
    await until(() => speaking === 0 && bytes > 24_000, 'half a second of audio');
  });
  await step('spoken turn', async () => {
    restart();
    await speak(chunk => session.pushAudio(new AudioFrame(new Int16Array(samples(chunk)), 24_000, 1, 480)));
    await log.wait('input_audio_buffer.speech_started');
    await log.wait('input_audio_buffer.committed');
    await log.wait('response.done', event => event.response.status === 'completed');
    await until(() => speaking === 0 && bytes > 24_000, 'half a second of audio');
  });
  await step('function call', async () => {
    restart();
    await ask('What is the weather?');
    await until(() => calls.length === 1, 'the function call');
    await log.wait('response.done');
    check(JSON.parse(calls[0].args).city === 'Berlin', 'the arguments are ' + calls[0].args);
    const context = session.chatCtx.copy();
    context.insert(
      llm.FunctionCallOutput.create({
        callId: calls[0].callId,
        name: 'get_weather',
        output: 'sunny',
        isError: false,
      }),
    );
    await session.updateChatCtx(context);
    await session.generateReply();
    await until(() => speaking === 0 && bytes > 24_000, 'half a second of audio');
  });
  await step('interruption', async () => {
    restart();
    await ask('Tell me a story');
    await until(() => bytes > 48_000, 'a second of the story');
    await session.interrupt();
    await log.wait('response.done', event => event.response.status === 'cancelled');
    await session.truncate({ messageId: lastMessage, audioEndMs: 800 });
    await log.wait('conversation.item.truncated', event => event.audio_end_ms === 800);
  });
  await step('close', () => session.close());
  done();
}
