import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './engine.js';
import { openJtalk } from './open-jtalk.js';
import { runProgram } from './run-program.js';
import { rate, wavOf } from './wav.js';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'todoku-speech-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

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
