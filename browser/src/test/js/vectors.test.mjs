// Replays in JavaScript what the Java tests replayed on the JVM and wrote down, and expects the same words.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { open, replay } from '../../../target/javascript/bargein-core.mjs';

const VECTORS = new URL('../../../target/vectors/', import.meta.url);
const scripts = existsSync(VECTORS) ? readdirSync(VECTORS).filter((name) => name.endsWith('.script')) : [];

test('the Java tests left scripts to replay', () => {
  assert.ok(scripts.length >= 100, `${scripts.length} scripts in ${VECTORS.pathname}: run the Java tests first`);
});

test(`the core says the same in JavaScript as on the JVM, in ${scripts.length} conversations`, () => {
  for (const name of scripts) {
    const script = readFileSync(new URL(name, VECTORS), 'utf8');
    const expected = readFileSync(new URL(name.replace('.script', '.steps'), VECTORS), 'utf8').split('\n');
    const actual = replay(script).split('\n');
    for (let i = 0; i < expected.length; i++) {
      assert.equal(actual[i], expected[i], `${name}, step ${i + 1}`);
    }
    assert.equal(actual.length, expected.length, name);
  }
});

test('a page drives a conversation and its player', () => {
  const conversation = open('{"transport": "websocket"}');
  const step = JSON.parse(conversation.handle('{"do": "up"}', 1.5));
  assert.ok(Array.isArray(step.commands));

  const frame = new Int16Array(240).fill(7);
  conversation.render(frame, 2);
  assert.deepEqual(frame, new Int16Array(240), 'nothing to play is silence');
});

test('a wrong input throws with words for the developer', () => {
  const conversation = open('{}');
  assert.throws(() => conversation.handle('{"do": "sing"}', 0), /no such input/);
  assert.throws(() => conversation.handle('{"do": ', 0), /Not JSON/);
  assert.throws(() => open('{"transport": "pigeon"}'), /webrtc or websocket/);
});

test('what a page writes arrives as it was written', () => {
  const conversation = open(' { "transport" : "websocket" , "session" : { } } ');
  conversation.handle('{"do": "up"}', 0);
  const written = {
    numbers: [0, -1, 0.5, -1250, 1e21, 1e-7, 9007199254740991],
    words: [true, false, null],
    text: '"\\/\b\f\n\r\t\u00e9 \u{1f399} \ud83c',
    nested: { empty: {}, none: [], deep: [[{ a: 1 }]] },
  };
  const event = { type: 'session.update', session: { type: 'realtime', written } };
  const step = JSON.parse(conversation.handle(JSON.stringify({ do: 'send', event }), 1));
  const sent = step.commands.find((command) => command.do === 'send').event;
  assert.deepEqual(sent.session.written, written);
});

test('what is not an object is refused, and so is deep nesting', () => {
  for (const text of ['', '{', '{}x', '{"a":1,}', '{a:1}', '{"a":01}', '{"a":"\n"}', '{"a":[1 2]}']) {
    assert.throws(() => open(text), /Not JSON/, text);
  }
  for (const text of ['[]', '1', 'null', '"{}"', 'true']) {
    assert.throws(() => open(text), /Not a JSON object/, text);
  }
  assert.throws(() => open(`{"a":${'['.repeat(1e4)}${']'.repeat(1e4)}}`), /deeper than 64/);
});
