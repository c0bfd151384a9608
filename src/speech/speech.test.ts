import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RadioScript } from '../domain/rendering.js';
import { sha256 } from '../platform/digest.js';
import { unspoken, type Engine } from './engine.js';
import { openSpeech } from './open-speech.js';
import { createSpeech } from './speech.js';
import { rate, soundOf } from './wav.js';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'todoku-speech-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const script: RadioScript = {
  chime: 'up-down',
  siren: 'none',
  repeat: 2,
  lines: [
    { language: 'ja', text: '一', reading: 'いち' },
    { language: 'ja', text: '二', reading: 'に' },
    { language: 'en', text: 'one', reading: null },
    { language: 'th', text: 'ก', reading: null },
  ],
};

/** Says every sentence as a second of its own height, and counts what it was asked. */
function counting(): { readonly engine: Engine; readonly asked: string[] } {
  const asked: string[] = [];
  const engine: Engine = ({ language, text }) => {
    asked.push(text);
    if (language === 'th') return Promise.resolve(unspoken('no-voice'));
    const samples = Float32Array.from({ length: rate }, (_, i) => 0.3 * Math.sin(i / (5 + asked.length)));
    return Promise.resolve({ result: 'spoken', samples, said: text, reading: 'right' });
  };
  return { engine, asked };
}

const speechOf = (engine: Engine, identity = 'a', onFault: (error: unknown) => void = () => undefined) =>
  createSpeech({
    voices: { japanese: engine, others: engine, identity: () => identity },
    languages: ['ja', 'en'],
    folder: join(folder, 'sounds'),
    bytesMost: 1 << 24,
    onFault,
  });

describe('a broadcast', () => {
  test('is chime, Japanese with its repeats, others once, chime; and says what it leaves out', async () => {
    const { engine, asked } = counting();
    const speech = await speechOf(engine);
    const made = await speech.broadcast(script);
    // 4 + 2 × (1 + 1 + 1 + 1) + 2 between the rounds + (1 + 1) + 4.
    expect(made?.audio.seconds).toBe(20);
    expect(
      made?.timeline.filter(({ part }) => part !== 'pause').map((each) => [each.part, each.from]),
    ).toEqual([
      ['chime', 0],
      ['line', 4],
      ['line', 6],
      ['line', 10],
      ['line', 12],
      ['line', 14],
      ['chime', 16],
    ]);
    expect(made?.lines[3]).toEqual({ line: 3, unspoken: 'no-voice' });
    expect(asked).toHaveLength(4);
    const file = await speech.readAudio(made?.audio.sha256 ?? '');
    expect(sha256(file ?? '')).toBe(made?.audio.sha256);
    expect(soundOf(file ?? Buffer.alloc(0)).samples.length / rate).toBe(20);
  });

  test('is made once, and anew when voice or dictionary changed', async () => {
    const { engine, asked } = counting();
    const first = await (await speechOf(engine)).broadcast(script);
    const again = await (await speechOf(engine)).broadcast(script);
    expect(again).toEqual(first);
    expect(asked).toHaveLength(4);
    expect(await (await speechOf(engine)).known(script)).toEqual(first);
    const other = await speechOf(engine, 'b');
    expect(await other.known(script)).toBeNull();
    await other.broadcast(script);
    expect(asked).toHaveLength(8);
  });

  test('of a text that shares sentences asks only for the others', async () => {
    const { engine, asked } = counting();
    const speech = await speechOf(engine);
    await speech.broadcast(script);
    await speech.broadcast({
      ...script,
      lines: [...script.lines, { language: 'ja', text: '三', reading: 'さん' }],
    });
    // Thai has no voice, and nothing of it is kept.
    expect(asked.filter((text) => text !== 'ก')).toEqual(['一', '二', 'one', '三']);
  });

  test('that lacks a Japanese line is none, and is tried again the next time', async () => {
    const { engine } = counting();
    let ill = true;
    const speech = await speechOf((sentence, how) =>
      ill && sentence.text === '二' ? Promise.resolve(unspoken('truncated')) : engine(sentence, how),
    );
    expect(await speech.broadcast(script)).toBeNull();
    ill = false;
    expect(await speech.broadcast(script)).not.toBeNull();
  });

  test('on a disk that takes no file is none, and the fault is told', async () => {
    const faults: unknown[] = [];
    const speech = await speechOf(counting().engine, 'a', (error) => faults.push(error));
    await rm(join(folder, 'sounds'), { recursive: true });
    expect(await speech.broadcast(script)).toBeNull();
    expect(faults).toHaveLength(1);
  });

  test('whose file was spoilt is made anew; a spoilt file is never handed out', async () => {
    const { engine } = counting();
    const speech = await speechOf(engine);
    const digest = (await speech.broadcast(script))?.audio.sha256 ?? '';
    const path = join(folder, 'sounds', `${digest}.wav`);
    const file = await readFile(path);
    file[5000] = (file[5000] ?? 0) ^ 1;
    await writeFile(path, file);
    expect(await speech.readAudio(digest)).toBeNull();
    expect((await speech.broadcast(script))?.audio.sha256).toBe(digest);
    expect(await speech.readAudio(digest)).not.toBeNull();
  });
});

test('without the packages there is no voice; where one is required the hub does not start', async () => {
  const none = {
    openJtalk: '/none',
    espeak: '/none',
    voice: '/none',
    dictionary: '/none',
    dictIndex: '/none',
  };
  const options = {
    dataDir: folder,
    megabytesMost: 16,
    readings: () => ({ words: [], names: [] }),
    onFault: () => undefined,
    places: none,
  };
  expect(await openSpeech({ ...options, voice: 'auto' })).toBeNull();
  expect(await openSpeech({ ...options, voice: 'off' })).toBeNull();
  await expect(openSpeech({ ...options, voice: 'required' })).rejects.toThrow(/speech\.voice.*open-jtalk/);
});
