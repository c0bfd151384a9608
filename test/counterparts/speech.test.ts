/**
 * Voices that nobody here wrote: what Open JTalk and espeak-ng say is what stands in the text; how long and how loud it is
 * by ffmpeg; what pocketsphinx understands of the English.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { samples } from '../../src/cli/render-all.js';
import { broadcastSeconds, lineSeconds } from '../../src/compose/size.js';
import { languages } from '../../src/domain/language.js';
import { isRefusal } from '../../src/domain/refusal.js';
import type { RadioScript, SpokenLine } from '../../src/domain/rendering.js';
import type { PlaceName } from '../../src/domain/town.js';
import { townReadings } from '../../src/platform/town-readings.js';
import { arrange, timed } from '../../src/speech/arrange.js';
import { espeak } from '../../src/speech/espeak.js';
import { debian, lacking } from '../../src/speech/installed.js';
import { truePeak } from '../../src/speech/level.js';
import { loudness } from '../../src/speech/loudness.js';
import { openJtalk, readAloud } from '../../src/speech/open-jtalk.js';
import { openSpeech } from '../../src/speech/open-speech.js';
import type { Broadcast, Speech } from '../../src/speech/speech.js';
import { soundsAlike } from '../../src/speech/sounds.js';
import { buildDictionary } from '../../src/speech/town-dictionary.js';
import { rate, soundOf, wavOf } from '../../src/speech/wav.js';
import { where } from '../chaos/needs.js';
import { phrasebook, town } from '../locales/fixtures.js';

jest.setTimeout(1_500_000);
const run = promisify(execFile);

const sphinx = {
  program: '/usr/bin/pocketsphinx_continuous',
  model: '/usr/share/pocketsphinx/model/en-us/en-us',
  words: '/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict',
};
const without = (files: Readonly<Record<string, string>>): string | null => {
  const missing = Object.entries(files).filter(([file]) => !existsSync(file));
  return missing.length === 0 ? null : `no ${missing.map(([, name]) => name).join(', ')}`;
};
const noVoice = lacking().length > 0 ? `no ${lacking().join(', ')}` : null;
const noEspeak = without({ [debian.espeak]: 'espeak-ng' });
const noFfmpeg = without({ '/usr/bin/ffmpeg': 'ffmpeg' });
const voiced = where(noVoice ?? noEspeak);
const measured = where(noVoice ?? noEspeak ?? noFfmpeg);

const readings = townReadings('config', town);
const known = () => [...readings().words, ...readings().names];
const places = { program: debian.openJtalk, voice: debian.voice, dictionary: () => debian.dictionary };
const how = { signal: new AbortController().signal, calm: false };

let folder = '';
let speech: Speech | null = null;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'todoku-voices-'));
  const onFault = (error: unknown) => {
    throw error;
  };
  speech = await openSpeech({ voice: 'auto', dataDir: folder, megabytesMost: 2048, readings, onFault });
});
afterAll(async () => {
  speech?.close();
  await rm(folder, { recursive: true, force: true });
});

const broadcastOf = async (script: RadioScript): Promise<Broadcast> => {
  const made = await speech?.broadcast(script);
  if (!made) throw new Error('not said');
  return made;
};

const fileOf = async ({ audio }: Broadcast): Promise<string> => {
  const path = join(folder, `${audio.sha256}.wav`);
  await writeFile(path, (await speech?.readAudio(audio.sha256)) ?? '');
  return path;
};

/** Every place that a message can name. */
const names: readonly PlaceName[] = [
  ...town.districts.flatMap(({ name, base }) => [name, base]),
  ...town.shelters.map(({ name }) => name),
  ...town.features.map(({ name }) => name),
  town.name,
  town.radioName,
];
const kanaOf = ({ kana }: PlaceName): string => kana.replaceAll(' ', '');

describe('names', () => {
  voiced('all districts, shelters and rivers are read right, by the trace of the voice', async () => {
    const engine = openJtalk(places, () => []);
    const wrong: string[] = [];
    for (const name of names) {
      const said = await engine(
        { language: 'ja', text: `${name.ja}です。`, reading: `${kanaOf(name)}です。` },
        how,
      );
      const heard = said.result === 'spoken' ? said.said.replace(/デス。?$/u, '') : said.why;
      if (!soundsAlike(kanaOf(name), heard)) wrong.push(`${name.ja} ${heard}`);
    }
    expect(names.length).toBeGreaterThan(80);
    expect(wrong).toEqual([]);
  });

  voiced('in typed words as well, where nobody gave a reading', async () => {
    const engine = openJtalk(places, known);
    for (const { name } of [...town.districts, ...town.features.filter(({ type }) => type === 'river')]) {
      const said = await engine({ language: 'ja', text: `${name.ja}で火事です。`, reading: null }, how);
      expect([name.ja, said]).toEqual([name.ja, expect.objectContaining({ result: 'spoken' })]);
      const heard = said.result === 'spoken' ? said.said : '';
      expect([name.ja, soundsAlike(`${name.kana}でかじです`, heard)]).toEqual([name.ja, true]);
    }
  });

  voiced('negative control: the dictionary as it is shipped reads some of them wrongly', async () => {
    const said = await Promise.all(
      ['大豆戸', '越辺川', '泉井'].map(async (term) => [term, await readAloud(places, term)] as const),
    );
    const wrong = said.filter(([term, heard]) => {
      const kana = names.find(({ ja }) => ja === term)?.kana ?? '';
      return !soundsAlike(kana, heard ?? '');
    });
    expect(wrong.length).toBeGreaterThan(0);
  });

  where(noVoice ?? without({ [debian.dictIndex]: 'mecab-utils' }))(
    'a dictionary of the town reads its words right as they stand',
    async () => {
      const dictionary = join(folder, 'dictionary');
      const options = { system: debian.dictionary, folder: dictionary, dictIndex: debian.dictIndex };
      expect(await buildDictionary(readings().words, options)).toBe(true);
      const built = { ...places, dictionary: () => dictionary };
      const wrong: string[] = [];
      for (const { term, kana } of readings().words) {
        const heard = (await readAloud(built, `${term}です`)) ?? '';
        if (!soundsAlike(`${kana}です`, heard)) wrong.push(`${term} ${heard}`);
      }
      expect(wrong).toEqual([]);
      // What is no word of the town is read as before.
      expect(
        soundsAlike('ひなんしじをはつれいしました', (await readAloud(built, '避難指示を発令しました')) ?? ''),
      ).toBe(true);
    },
  );
});

describe('the engine’s traps', () => {
  const engine = openJtalk(places, () => []);
  const say = (text: string, reading: string | null = null) => engine({ language: 'ja', text, reading }, how);

  voiced('a list as long as all shelters is said to its end', async () => {
    const all = town.shelters.map(({ name }) => name);
    const text = `避難所は、${all.map(({ ja }) => ja).join('、')}です。`;
    const reading = `ひなんじょは、${all.map(kanaOf).join('、')}です。`;
    const said = await say(text, reading);
    expect(said).toMatchObject({ result: 'spoken', reading: 'right' });
    if (said.result === 'spoken') expect(said.samples.length / rate).toBeGreaterThan(60);
  });

  voiced('negative control: the program alone drops the end of it, and says it succeeded', async () => {
    const text = '避難指示を発令しました、'.repeat(60);
    const [input, out] = [join(folder, 'long.txt'), join(folder, 'long.wav')];
    await writeFile(input, `${text}\n`);
    await run(debian.openJtalk, ['-x', debian.dictionary, '-m', debian.voice, '-ow', out, input]).catch(
      () => null,
    );
    const seconds = existsSync(out) ? soundOf(await readFile(out)).samples.length / 48_000 : 0;
    // 13 morae each, at no more than 10 a second.
    expect(seconds).toBeLessThan(60 * 1.3);
  });

  voiced.each([
    ['22:05に発令', 'ニジュウニジゴフンニハツレイ'],
    ['<b>火事</b>です。https://www.town.example.jp/ 🔥', 'カジデス'],
    ['火事です\n避難です', 'カジデスヒナンデス'],
    ['震度5強', 'シンドゴキョウ'],
  ])('%j is said %s', async (text, kana) => {
    const said = await say(text);
    expect(said.result === 'spoken' ? [said.said, soundsAlike(kana, said.said)] : said).toEqual([
      expect.anything(),
      true,
    ]);
  });

  voiced('only pictures or a link: nothing to say', async () =>
    expect(await say('🔥 https://a.jp')).toEqual({ result: 'unspoken', why: 'nothing-to-say' }),
  );
});

/** The radio scripts of all kinds, each closed list gone through. */
function scripts(): readonly { readonly name: string; readonly script: RadioScript }[] {
  return [...samples(phrasebook, town)].flatMap(({ kind, variant, renderings }) =>
    isRefusal(renderings)
      ? []
      : renderings.flatMap(({ radio }) =>
          radio === undefined ? [] : [{ name: `${kind} ${variant}`, script: radio }],
        ),
  );
}

const keyOf = ({ text, reading }: SpokenLine): string => `${text} ${reading}`;

/** Says each line once, two at a time: how long it is, and which are not said as they read. */
async function sayEach(lines: ReadonlyMap<string, SpokenLine>) {
  const engine = openJtalk(places, known);
  const seconds = new Map<string, number>();
  const misread: string[] = [];
  const left = [...lines];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [key, { text, reading }] = next;
      const said = await engine({ language: 'ja', text, reading }, how);
      if (said.result === 'spoken') seconds.set(key, said.samples.length / rate);
      if (said.result !== 'spoken' || said.reading !== 'right') misread.push(`${text} ${said.result}`);
    }
  };
  await Promise.all([work(), work()]);
  return { seconds, misread };
}

describe('the phrasebook', () => {
  voiced('a script is said as it reads, and its length is what its size says, within a tenth', async () => {
    const all = scripts();
    expect(all.length).toBeGreaterThan(100);
    const japanese = all.flatMap(({ script }) => script.lines.filter(({ language }) => language === 'ja'));
    const { seconds, misread } = await sayEach(new Map(japanese.map((line) => [keyOf(line), line])));
    const far: string[] = [];
    let sum = 0;
    for (const { name, script } of all) {
      const lines = script.lines.filter(({ language }) => language === 'ja');
      const each = lines.map((line) => seconds.get(keyOf(line)) ?? NaN);
      // What a broadcast is put together by; that the file is as long is measured below.
      const sounds = timed(arrange({ ...script, lines }, each, null)).at(-1)?.to ?? NaN;
      const estimate = broadcastSeconds(lines, script.repeat, script.chime);
      const ratio = estimate / sounds;
      sum += ratio;
      if (!(Math.abs(ratio - 1) <= 0.1)) far.push(`${name} ${estimate} ${sounds.toFixed(1)}`);
    }
    expect(misread).toEqual([]);
    expect(far).toEqual([]);
    expect(Math.abs(sum / all.length - 1)).toBeLessThan(0.05);
  });

  voiced(
    'やさしい日本語 and English of the loudspeakers are said as long as they are taken for, within a fifth',
    async () => {
      const lines = new Map<string, SpokenLine>();
      for (const { script } of scripts())
        for (const line of script.lines) if (line.language !== 'ja') lines.set(line.text, line);
      expect(lines.size).toBeGreaterThan(5);
      for (const line of lines.values()) {
        const made = await speech?.say([line]);
        if (!made) throw new Error(`not said: ${line.text}`);
        const ratio = lineSeconds(line) / made.audio.seconds;
        expect([line.text, Math.abs(ratio - 1) < 0.2, ratio]).toEqual([line.text, true, ratio]);
      }
    },
  );
});

/** What ffmpeg's ebur128 says of a file: integrated loudness (LUFS) and true peak (dBFS). */
async function ebur128(file: string): Promise<{ readonly loudness: number; readonly peak: number }> {
  const args = ['-nostats', '-i', file, '-filter_complex', 'ebur128=peak=true', '-f', 'null', '-'];
  const { stderr } = await run('ffmpeg', args);
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const found = [/I:\s+(-?[\d.]+) LUFS/u, /Peak:\s+(-?[\d.]+) dBFS/u].map((each) =>
    Number(each.exec(summary)?.[1]),
  );
  return { loudness: found[0] ?? NaN, peak: found[1] ?? NaN };
}

const samplesIn = async (file: string): Promise<Float32Array> => soundOf(await readFile(file)).samples;

/** A broadcast of about a minute: siren-less, chimes, Japanese twice, plain Japanese and English once. */
const recorded = (): RadioScript => {
  const message = [...samples(phrasebook, town, 'evacuation-unlevelled')][0];
  const radio =
    message && !isRefusal(message.renderings)
      ? message.renderings.find((each) => each.radio)?.radio
      : undefined;
  if (radio === undefined) throw new Error('the kind has no broadcast');
  const japanese = radio.lines.filter(({ language }) => language === 'ja').slice(0, 4);
  return {
    ...radio,
    repeat: 2,
    lines: [...japanese, ...radio.lines.filter(({ language }) => language !== 'ja')],
  };
};

describe('a recorded broadcast', () => {
  measured('is as long, as loud and as still between its lines as its timeline says, by ffmpeg', async () => {
    const script = recorded();
    const made = await broadcastOf(script);
    const file = await fileOf(made);
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'stream=codec_name,sample_rate,channels,duration',
      '-of',
      'csv=p=0',
      file,
    ]);
    const [codec, hertz, channels, seconds] = stdout.trim().split(',');
    expect([codec, hertz, channels]).toEqual(['pcm_s16le', '16000', '1']);
    expect(Number(seconds)).toBeCloseTo(made.audio.seconds, 2);
    const spoken = new Map(
      made.timeline.flatMap((at) => (at.part === 'line' ? [[at.line, at.seconds]] : [])),
    );
    const each = script.lines.map((_, line) => spoken.get(line) ?? null);
    expect(timed(arrange(script, each, null)).at(-1)?.to).toBeCloseTo(Number(seconds), 1);
    expect(made.audio.seconds).toBeGreaterThan(30);
    const level = await ebur128(file);
    const samplesOfFile = await samplesIn(file);
    expect(Math.abs(level.loudness - loudness(samplesOfFile))).toBeLessThan(1);
    expect(Math.abs(level.loudness + 18)).toBeLessThan(1.5);
    expect(level.peak).toBeLessThanOrEqual(-1.5);
    expect(Math.abs(level.peak - (await truePeak(samplesOfFile)))).toBeLessThan(0.5);
    const gaps = await run('ffmpeg', [
      '-nostats',
      '-i',
      file,
      '-af',
      'silencedetect=noise=-45dB:d=0.8',
      '-f',
      'null',
      '-',
    ]);
    const starts = [...gaps.stderr.matchAll(/silence_start: ([\d.]+)/gu)].map(([, at]) => Number(at));
    const lines = made.timeline.filter(({ part }) => part === 'line');
    for (const { to } of lines)
      expect([to, starts.some((start) => Math.abs(start - to) < 0.3)]).toEqual([to, true]);
    // No gap inside a line as long as those between lines.
    for (const start of starts)
      expect([start, lines.some(({ from, to }) => start > from + 0.2 && start < to - 1)]).toEqual([
        start,
        false,
      ]);
  });

  measured('negative control: what was not levelled is measured as quieter, by both', async () => {
    const quiet = Float32Array.from(
      { length: rate * 5 },
      (_, i) => 0.05 * Math.sin((2 * Math.PI * 700 * i) / rate),
    );
    const file = join(folder, 'quiet.wav');
    await writeFile(file, await wavOf(quiet));
    const level = await ebur128(file);
    expect(level.loudness).toBeLessThan(-25);
    expect(Math.abs(level.loudness - loudness(quiet))).toBeLessThan(0.5);
  });
});

/** A recogniser listens for words above the noise of a room, and finds none in perfect silence: noise of −60 dB, always the same. */
function inARoom(samples: Float32Array): Float32Array {
  let seed = 1;
  return samples.map((sample) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return sample + 0.002 * (seed / 2 ** 31 - 0.5);
  });
}

describe('other languages', () => {
  const engine = espeak(debian.espeak);
  const words: Readonly<Partial<Record<(typeof languages)[number], string>>> = {
    en: 'Leave dangerous places now.',
    'zh-Hans': '请立即离开危险的地方。',
    'zh-Hant': '請立即離開危險的地方。',
    ko: '지금 바로 위험한 곳에서 대피하세요.',
    vi: 'Hãy rời khỏi nơi nguy hiểm ngay bây giờ.',
    'pt-BR': 'Saia agora dos lugares perigosos.',
    es: 'Salga ahora de los lugares peligrosos.',
    id: 'Segera tinggalkan tempat berbahaya.',
    ne: 'खतरनाक ठाउँबाट अहिले नै हट्नुहोस्।',
    si: 'භයානක ස්ථානවලින් දැන්ම ඉවත් වන්න.',
  };

  voiced.each(Object.entries(words))('%s has a voice that says all of it', async (language, text) => {
    const said = await engine({ language: language as 'en', text, reading: null }, how);
    expect(said).toMatchObject({ result: 'spoken' });
    // Nobody spells signs out in English: "Chinese letter", a tone as "two".
    if (said.result === 'spoken') expect(said.said).not.toMatch(/tʃaɪnˈiːz|lˈɛɾɚ|tˈuː/u);
    if (said.result === 'spoken') expect(said.samples.length / rate).toBeGreaterThan(1.2);
  });

  voiced('Chinese reads its tones by its own signs', async () => {
    const said = await engine({ language: 'zh-Hans', text: '避难', reading: null }, how);
    expect(said.result === 'spoken' ? said.said : said.why).toMatch(/^p.*n/u);
  });

  voiced.each(languages.filter((each) => each !== 'ja' && each !== 'ja-easy' && words[each] === undefined))(
    '%s is left unsaid rather than mumbled',
    async (language) =>
      expect(await engine({ language, text: 'a', reading: null }, how)).toEqual({
        result: 'unspoken',
        why: 'no-voice',
      }),
  );

  where(noEspeak ?? without({ [sphinx.program]: 'pocketsphinx', [sphinx.words]: 'pocketsphinx-en-us' }))(
    'English is understood word for word by pocketsphinx with a closed grammar, and another sentence as another',
    async () => {
      const sentences = [
        'leave dangerous places now',
        'go inside a building',
        'your life is in danger',
        'this is a test broadcast',
        'please see your phone',
        'the earlier message was a mistake',
      ];
      const grammar = join(folder, 'broadcast.gram');
      await writeFile(
        grammar,
        `#JSGF V1.0;\ngrammar broadcast;\npublic <said> = ${sentences.join(' | ')};\n`,
      );
      for (const sentence of sentences) {
        const said = await engine({ language: 'en', text: `${sentence}.`, reading: null }, how);
        if (said.result === 'unspoken') throw new Error(said.why);
        const file = join(folder, 'english.wav');
        const quiet = new Float32Array(rate / 2);
        await writeFile(file, await wavOf(inARoom(Float32Array.from([...quiet, ...said.samples, ...quiet]))));
        const args = [
          '-infile',
          file,
          '-jsgf',
          grammar,
          '-hmm',
          sphinx.model,
          '-dict',
          sphinx.words,
          '-logfn',
          '/dev/null',
        ];
        const { stdout } = await run(sphinx.program, args);
        expect(stdout.trim().split('\n').at(-1)).toBe(sentence);
      }
    },
  );
});
