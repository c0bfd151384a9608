import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secondsAtComma } from '../domain/spoken-pace.js';
import { isDroning, withPause } from './breath.js';
import { clausesOf, type Clause } from './clauses.js';
import { unspoken, type Engine, type How, type Unsayable } from './engine.js';
import { levelled } from './level.js';
import { readTrace, saidOf, type Trace, type Word } from './open-jtalk-trace.js';
import {
  mended,
  readingOf,
  readPieces,
  textOf,
  townPieces,
  type ReadPiece,
  type TownReading,
} from './pieces.js';
import { japaneseWords } from './plain-words.js';
import { atOurRate } from './resample.js';
import { runProgram } from './run-program.js';
import { soundsAlike } from './sounds.js';
import { joined, margin, rate, soundOf, silence, trimmed } from './wav.js';

/** Where the engine's parts stand (Debian's packages: installed.ts). */
export interface OpenJtalkPlaces {
  readonly program: string;
  /** A folder with sys.dic: asked for each time, so that a town's dictionary is used when it is built. */
  readonly dictionary: () => string;
  readonly voice: string;
  /** Milliseconds for one clause, which takes about half a second. */
  readonly within?: number;
}

/**
 * How fast it speaks: the voice's own pace is 1. Set so that the phrasebook is said at 400 morae a minute, the pace asked
 * for outdoors (compose/size.ts).
 */
const pace = '0.83';
/** How often a clause is said, each time with more of it in kana or one more pause. */
const attempts = 8;
/** Shorter than this a mora cannot be said: sound is missing. Seconds; the pace above gives about 0.15. */
const shortestMora = 0.08;

interface Take extends Trace {
  readonly samples: Float32Array;
}

/** Says a text once. */
async function take(
  { program, dictionary, voice, within = 20_000 }: OpenJtalkPlaces,
  text: string,
  how: How,
): Promise<Take | Unsayable> {
  const folder = await mkdtemp(join(tmpdir(), 'todoku-voice-'));
  const [sound, trace] = [join(folder, 'sound.wav'), join(folder, 'trace.txt')];
  try {
    const args = ['-x', dictionary(), '-m', voice, '-r', pace, '-ow', sound, '-ot', trace];
    // One line: of several it would say the first alone.
    const ran = await runProgram({ file: program, args, input: `${text}\n`, within }, how);
    if (ran.result !== 'done') return ran.result;
    const read = readTrace(await readFile(trace, 'utf8'));
    const whole = await atOurRate(soundOf(await readFile(sound)));
    const [from, to] = [read.from - margin, read.to + margin].map((seconds) => Math.max(0, seconds * rate));
    return { ...read, samples: trimmed(whole.subarray(from, to)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const lettersOf = (text: string): number => text.replaceAll(/[^\p{L}\p{N}]/gu, '').length;

/** Words that are missing: more of them than numbers that were taken apart can explain. */
const lacksWords = (given: string, words: readonly Word[]): boolean =>
  lettersOf(words.map(({ surface }) => surface).join('')) < lettersOf(given) * 0.8;

const lacksSound = ({ words, samples }: Take): boolean =>
  samples.length / rate < words.reduce((sum, { morae }) => sum + morae, 0) * shortestMora;

interface SaidClause {
  readonly samples: Float32Array;
  readonly said: string;
  readonly reading: 'right' | 'differs' | 'unchecked';
}

const judged = (pieces: readonly ReadPiece[], { words, samples }: Take): SaidClause => {
  const [wanted, said] = [readingOf(pieces), saidOf(words)];
  const reading = wanted === null ? 'unchecked' : soundsAlike(wanted, said) ? 'right' : 'differs';
  return { samples, said: said.replaceAll(/[^\p{Script=Katakana}ー、。]/gu, ''), reading };
};

/** Says one clause, and says it anew with what was read otherwise in kana, until it is read as it should be. */
async function sayClause(
  places: OpenJtalkPlaces,
  first: readonly ReadPiece[],
  how: How,
): Promise<SaidClause | Unsayable> {
  let pieces = first;
  for (let left = attempts; ; left -= 1) {
    const taken = await take(places, textOf(pieces), how);
    if (typeof taken === 'string') return taken;
    const clause = judged(pieces, taken);
    // Open JTalk drops what exceeds its buffers without a word.
    if (lacksSound(taken) || (clause.reading !== 'right' && lacksWords(textOf(pieces), taken.words)))
      return 'truncated';
    const drones = isDroning(taken.longestSound);
    if (!drones && (clause.reading === 'right' || left <= 1)) return clause;
    const other = drones ? withPause(pieces) : mended(pieces, taken.words);
    // No broadcast that nobody understands; one that says a word otherwise than it reads is told to the officer.
    if (other === null || left <= 1) return drones ? 'failed' : clause;
    pieces = other;
  }
}

const piecesOf = ({ text, reading }: Clause, readings: readonly TownReading[]): readonly ReadPiece[] =>
  reading === null ? townPieces(text, readings) : readPieces(text, reading, readings);

/**
 * Japanese by Open JTalk: what is said is the line's reading. It is given the text, because kanji carry the accent, and
 * its trace is compared with the reading; what it read otherwise it is given in hiragana (ADR 0029).
 */
export function openJtalk(places: OpenJtalkPlaces, readings: () => readonly TownReading[]): Engine {
  return async (sentence, how) => {
    const text = japaneseWords(sentence.text);
    const reading = sentence.reading === null ? null : japaneseWords(sentence.reading);
    if (!/[\p{L}\p{N}]/u.test(text)) return unspoken('nothing-to-say');
    const said: SaidClause[] = [];
    for (const clause of clausesOf(text, reading)) {
      const one = await sayClause(places, piecesOf(clause, readings()), how);
      if (typeof one === 'string') return unspoken(one);
      said.push(one);
    }
    const gap = silence(secondsAtComma);
    const samples = joined(said.flatMap((one, at) => (at === 0 ? [one.samples] : [gap, one.samples])));
    const states = said.map((one) => one.reading);
    return {
      result: 'spoken',
      samples: await levelled(samples),
      said: said.map((one) => one.said).join(''),
      reading: states.includes('differs') ? 'differs' : states.includes('unchecked') ? 'unchecked' : 'right',
    };
  };
}

/** How a text is read as it stands, in katakana; null where the engine fails. */
export async function readAloud(places: OpenJtalkPlaces, text: string): Promise<string | null> {
  const taken = await take(places, japaneseWords(text), {
    signal: new AbortController().signal,
    calm: false,
  });
  return typeof taken === 'string' ? null : saidOf(taken.words);
}
