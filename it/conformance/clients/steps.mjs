// Runs a client through the steps of a conversation. Each step writes one line of JSON to standard output:
//   {"step":"text turn","status":"yes"|"no"|"n/a","ms":412,"why":"..."}
// A step that fails does not keep the next one from being tried; all have a deadline.
import { readFileSync } from 'node:fs';

const STEP_MS = 15_000;
const RUN_MS = 75_000;

// 24 kHz, 16 bits, mono.
const RATE = 24_000;
const CHUNK_MS = 20;

const arguments_ = JSON.parse(process.argv[2]);
export const { httpUrl, webSocketUrl, tlsUrl, caFile, pcmFile } = arguments_;

setTimeout(() => {
  process.stderr.write('The run took longer than ' + RUN_MS + ' ms\n');
  process.exit(3);
}, RUN_MS).unref();
process.on('unhandledRejection', reason => process.stderr.write('unhandled: ' + describe(reason) + '\n'));

function describe(error) {
  return String(error?.stack ?? error?.message ?? JSON.stringify(error)).slice(0, 600);
}

function report(step, status, ms, why) {
  process.stdout.write(JSON.stringify({ step, status, ms: Math.round(ms), why }) + '\n');
}

export async function step(name, what) {
  const start = performance.now();
  try {
    await within(STEP_MS, what(), name);
    report(name, 'yes', performance.now() - start, '');
  } catch (error) {
    report(name, 'no', performance.now() - start, describe(error));
  }
}

export function notApplicable(name, why) {
  report(name, 'n/a', 0, why);
}

export function within(ms, promise, name) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(name + ': nothing for ' + ms + ' ms')), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function check(good, message) {
  if (!good) {
    throw new Error(message);
  }
}

// Waits until a condition holds; conditions here change with events that come all the time.
export async function until(condition, what, ms = STEP_MS - 1_000) {
  const end = performance.now() + ms;
  while (!condition()) {
    check(performance.now() < end, 'waited in vain for ' + what);
    await pause(10);
  }
}

export const pause = ms => new Promise(done => setTimeout(done, ms));

// What came from the service, for clients that hand on its events.
export class Log {
  events = [];
  mark = 0;

  add(event) {
    this.events.push(event);
  }

  // From now on only what is new counts.
  restart() {
    this.mark = this.events.length;
  }

  has(type, where = () => true) {
    return this.events.slice(this.mark).some(event => event.type === type && where(event));
  }

  async wait(type, where) {
    await until(() => this.has(type, where), type);
    return this.events.slice(this.mark).find(event => event.type === type && (!where || where(event)));
  }
}

// The user's words with silence behind them, in pieces of 20 ms, at the pace of speech.
export async function speak(send, silenceMs = 1_000) {
  const words = readFileSync(pcmFile);
  const bytes = (RATE * 2 * CHUNK_MS) / 1_000;
  const total = words.length + (silenceMs / CHUNK_MS) * bytes;
  const start = performance.now();
  for (let at = 0, n = 1; at < total; at += bytes, n++) {
    const chunk = Buffer.alloc(bytes);
    words.copy(chunk, 0, Math.min(at, words.length), Math.min(at + bytes, words.length));
    send(chunk);
    const ahead = n * CHUNK_MS - (performance.now() - start);
    if (ahead > 0) {
      await pause(ahead);
    }
  }
}

export function samples(chunk) {
  return new Int16Array(chunk.buffer, chunk.byteOffset, chunk.length / 2);
}

export function done() {
  // Clients leave timers and native threads behind.
  process.exit(0);
}
