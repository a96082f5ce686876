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
