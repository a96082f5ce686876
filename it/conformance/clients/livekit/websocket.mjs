// @livekit/agents-plugin-openai 1.9.0: GA.
import * as agents from '@livekit/agents';
import * as openai from '@livekit/agents-plugin-openai';
import { AudioFrame } from '@livekit/rtc-node';
import { z } from 'zod';
import { converse } from '../livekit.mjs';
import { httpUrl } from '../steps.mjs';

await converse({
  agents,
  openai,
  AudioFrame,
  zod: z,
  baseUrl: httpUrl + '/v1',
  tools: tool => new agents.llm.ToolContext([tool]),
  options: { turnDetection: { type: 'server_vad', silence_duration_ms: 300 } },
});
