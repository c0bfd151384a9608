import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RadioScript } from '../domain/rendering.js';
import { sha256 } from '../platform/digest.js';
import { openCache, readWhole } from './cache.js';
import { unspoken, type Engine } from './engine.js';
import { lanes, type Haste } from './lanes.js';
import { openJtalk } from './open-jtalk.js';
import { openSpeech } from './open-speech.js';
import { runProgram } from './run-program.js';
import { createSpeech } from './speech.js';
import { rate, readWav, wavOf } from './wav.js';

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
    expect(readWav(file ?? Buffer.alloc(0)).samples.length / rate).toBe(20);
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

describe('the cache', () => {
  const name = (n: number, end = 'wav') => `${String(n).padStart(64, '0')}.${end}`;

  test('keeps to its bound; what was not used longest goes first', async () => {
    const cache = await openCache(folder, 1000);
    for (const n of [1, 2, 3]) {
      await cache.write(name(n), Buffer.alloc(300));
      await utimes(join(folder, name(n)), n, n);
    }
    const again = await openCache(folder, 1000);
    await again.read(name(1));
    await again.write(name(4), Buffer.alloc(300));
    expect(await again.read(name(2))).toBeNull();
    expect(await again.read(name(1))).not.toBeNull();
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (each) => (await stat(join(folder, each))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1000);
  });

  test('hands out nothing by another name than a digest', async () => {
    const cache = await openCache(folder, 1000);
    await writeFile(join(folder, 'secret.wav'), 'x');
    for (const path of ['secret.wav', '../secret.wav', `${'a'.repeat(64)}.txt`])
      expect(await cache.read(path)).toBeNull();
    expect(await readWhole(cache, 'secret')).toBeNull();
  });

  test('what a process left half written is removed', async () => {
    await writeFile(join(folder, '.partly-abc'), 'half');
    await openCache(folder, 1000);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('of sentences that wait', () => {
  /** Works that end when they are told to, in the order in which they began. */
  function works() {
    const inLane = lanes(2);
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    let [running, most] = [0, 0];
    const all: Promise<void>[] = [];
    const add = (haste: Haste, name: string) =>
      all.push(
        inLane(haste, async () => {
          begun.push(name);
          most = Math.max(most, (running += 1));
          await new Promise<void>((resolve) => ends.push(resolve));
          running -= 1;
        }),
      );
    const finish = async () => {
      for (let done = 0; done < all.length; done += 1) {
        while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
        ends.shift()?.();
      }
      await Promise.all(all);
      return { begun, most };
    };
    return { add, finish, begun };
  }

  test('the most urgent is said first, and no more than two at a time', async () => {
    const { add, finish } = works();
    for (const name of ['a', 'b']) add('soon', name);
    for (const name of ['c', 'd']) add('later', name);
    add('soon', 'e');
    add('now', 'f');
    expect(await finish()).toEqual({ begun: ['a', 'b', 'f', 'e', 'c', 'd'], most: 2 });
  });

  test('what is needed some day leaves a lane free for what is needed now', async () => {
    const { add, finish, begun } = works();
    for (const name of ['a', 'b', 'c']) add('later', name);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['a']);
    add('now', 'd');
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['a', 'd']);
    await finish();
  });
});

const how = { signal: new AbortController().signal, calm: true };

describe('a program', () => {
  const node = (code: string, within = 20_000) =>
    runProgram({ file: process.execPath, args: ['-e', code], input: 'in', within }, how);

  test('that hangs is ended', async () => {
    expect(await node('setInterval(() => {}, 1000)', 300)).toEqual({ result: 'timed-out' });
  });

  test('that fails, is missing, or talks without end, has failed', async () => {
    expect(await node('process.exit(3)')).toEqual({ result: 'failed' });
    expect(await node('setInterval(() => process.stdout.write("x".repeat(1e6)), 1)')).toEqual({
      result: 'failed',
    });
    const missing = { file: join(folder, 'nobody'), args: [], within: 1000 };
    expect(await runProgram(missing, how)).toEqual({ result: 'failed' });
  });

  test('sees nothing of the hub’s environment', async () => {
    process.env['TODOKU_SECRET_OF_THE_TEST'] = 'x';
    const ran = await node('process.stdout.write(Object.keys(process.env).sort().join())');
    delete process.env['TODOKU_SECRET_OF_THE_TEST'];
    expect(ran).toEqual({ result: 'done', stdout: 'LANG,PATH' });
  });
});

describe('an engine that does not do as it should', () => {
  /** A program in the engine's place: writes a trace and as much sound as it is told. */
  async function fake(trace: string, seconds: number): Promise<Engine> {
    const program = join(folder, 'open_jtalk');
    await writeFile(join(folder, 'sound.wav'), await wavOf(new Float32Array(seconds * rate).fill(0.5)));
    await writeFile(join(folder, 'trace.txt'), `[Text analysis result]\n${trace}\n\n[Output label]\n`);
    await writeFile(
      program,
      `#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in -ow) cp '${folder}/sound.wav' "$2";; -ot) cp '${folder}/trace.txt' "$2";; esac; shift; done\n`,
    );
    await chmod(program, 0o755);
    return openJtalk({ program, dictionary: () => folder, voice: 'v' }, () => []);
  }
  const row = (surface: string, said: string, morae: number) =>
    `${surface},名詞,一般,*,*,*,*,${surface},${said},${said},0/${morae},C1,-1`;
  const sentence = { language: 'ja' as const, text: '避難です', reading: 'ひなんです' };

  test('sound that is too short for its words is no broadcast', async () => {
    const trace = [row('避難', 'ヒナン', 3), row('です', 'デス', 2)].join('\n');
    expect(await (await fake(trace, 0.2))(sentence, how)).toEqual({
      result: 'unspoken',
      why: 'truncated',
    });
    expect(await (await fake(trace, 1))(sentence, how)).toMatchObject({
      result: 'spoken',
      reading: 'right',
    });
  });

  test('words that are missing from its trace are no broadcast', async () => {
    const engine = await fake(row('避難', 'ヒナン', 3), 1);
    expect(await engine(sentence, how)).toEqual({ result: 'unspoken', why: 'truncated' });
  });

  test('what it reads otherwise to the end is said so', async () => {
    const trace = [row('ひなん', 'ヒナソ', 3), row('です', 'デス', 2)].join('\n');
    const engine = await fake(trace, 1);
    const made = await engine({ ...sentence, text: 'ひなんです' }, how);
    expect(made).toMatchObject({ result: 'spoken', reading: 'differs' });
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
