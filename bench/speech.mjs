// How much faster than real time a broadcast is made: siren-less, chime, Japanese, English, with nothing in the cache. Beside
// it the programs alone on the same sentences, one after the other, and how long the hub's event loop was held.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { paths } from '../dist/platform/paths.js';
import { loadTown } from '../dist/platform/town.js';
import { townReadings } from '../dist/platform/town-readings.js';
import { debian, lacking } from '../dist/speech/installed.js';
import { openSpeech } from '../dist/speech/open-speech.js';
import { mustReach, notMeasured, row } from './support/rows.mjs';
import { median } from './support/statistics.mjs';

const run = promisify(execFile);
const rounds = 5;

const ja = (text, reading) => ({ language: 'ja', text, reading });
const lines = [
  ja('こちらは、防災はとやまです。', 'こちらは、ぼうさいはとやまです。'),
  ja('警戒レベル4、避難指示。', 'けいかいレベルよん、ひなんしじ。'),
  ja('対象は、泉井、高野倉、大豆戸です。', 'たいしょうは、いずい、たかのくら、まめどです。'),
  ja(
    '崖崩れなどの土砂災害が起きるおそれがあります。',
    'がけくずれなどのどしゃさいがいがおきるおそれがあります。',
  ),
  ja('危険な場所から、今すぐ避難してください。', 'きけんなばしょから、いますぐひなんしてください。'),
  { language: 'en', text: 'Leave dangerous places now. Please also look at your phone.', reading: null },
];

/** A quarter of a minute. */
export async function bench() {
  const missing = lacking();
  if (missing.length > 0)
    return { note: 'no voice', rows: [notMeasured('speech', `missing: ${missing.join(', ')}`)] };
  const town = loadTown(paths.config, 'hatoyama');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const measured = [];
  for (let round = 0; round < rounds; round += 1)
    for (const repeat of [1, 2]) measured.push(await once(town, repeat, delay));
  const alone = await programAlone();
  const of = (repeat, what) =>
    median(measured.filter((one) => one.repeat === repeat).map((one) => one[what]));
  return {
    note: `${of(1, 'seconds').toFixed(1)} s bilingual, ${lines.length} sentences, empty cache; medians of ${rounds}`,
    rows: [
      mustReach(row('speech', of(1, 'speed'), '× real time'), { atLeast: 10 }),
      mustReach(row('speech repeated', of(2, 'speed'), '× real time'), { atLeast: 10 }),
      row('open_jtalk alone', alone, '× real time', {
        note: 'one process after the other, its own trace only',
      }),
      row('event loop held', delay.max / 1e6, 'ms', { note: 'longest, over all rounds' }),
    ],
  };
}

async function once(town, repeat, delay) {
  const dataDir = await mkdtemp(join(tmpdir(), 'todoku-bench-'));
  const speech = await openSpeech({
    voice: 'required',
    dataDir,
    megabytesMost: 64,
    readings: townReadings(paths.config, town),
    onFault: (error) => console.error(error),
  });
  delay.enable();
  const startedAt = performance.now();
  const made = await speech.broadcast({ chime: 'up-down', siren: 'none', repeat, lines });
  const wall = (performance.now() - startedAt) / 1000;
  delay.disable();
  speech.close();
  await rm(dataDir, { recursive: true, force: true });
  if (made === null || made.lines.some((line) => 'unspoken' in line || line.reading === 'differs'))
    throw new Error('a line was not said, or not as it is written');
  return { repeat, seconds: made.audio.seconds, speed: made.audio.seconds / wall };
}

/** Seconds of sound a second, of the bare program. */
async function programAlone() {
  const folder = await mkdtemp(join(tmpdir(), 'todoku-bench-'));
  const [text, sound] = [join(folder, 'text'), join(folder, 'sound.wav')];
  let seconds = 0;
  const startedAt = performance.now();
  for (const line of lines.filter(({ language }) => language === 'ja')) {
    await writeFile(text, `${line.text}\n`);
    await run(debian.openJtalk, ['-x', debian.dictionary, '-m', debian.voice, '-ow', sound, text]);
    seconds += (await stat(sound)).size / 2 / 48_000;
  }
  const wall = (performance.now() - startedAt) / 1000;
  await rm(folder, { recursive: true, force: true });
  return seconds / wall;
}
