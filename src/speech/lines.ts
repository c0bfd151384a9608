import { z } from 'zod';
import { isJapanese } from '../domain/language.js';
import { digestOf, sha256 } from '../platform/digest.js';
import { readJson, readWhole, type Cache } from './cache.js';
import { unspoken, type Engine, type How, type Sentence, type Utterance } from './engine.js';
import { lanes, type Haste } from './lanes.js';
import { soundOf, wavOf } from './wav.js';

/** The voices of an installation. `identity` changes with whatever changes the sound: programs, voice, dictionary. */
export interface Voices {
  readonly japanese: Engine | null;
  readonly others: Engine | null;
  identity(): string;
}

const kept = z.object({
  audio: z.string(),
  said: z.string(),
  reading: z.enum(['right', 'differs', 'unchecked']),
});

/** Says one sentence, from the cache where it was said before. */
export type SayLine = (sentence: Sentence, haste: Haste, signal: AbortSignal) => Promise<Utterance>;

/** Two at a time: a machine with two cores still has one for the alert itself (they are run with low priority). */
const atOnce = 2;

/** Sentences are kept each by itself, so that a message, its cancel and its corrections share what they have in common. */
export function createLines(cache: Cache, voices: Voices): SayLine {
  const inLane = lanes(atOnce);
  /** By haste as well: what somebody waits for is not left behind what will be needed some day. */
  const underWay = new Map<string, Promise<Utterance>>();

  async function known(key: string): Promise<Utterance | null> {
    const parsed = kept.safeParse(await readJson(cache, key));
    if (!parsed.success) return null;
    const { audio, said, reading } = parsed.data;
    const file = await readWhole(cache, audio);
    return file === null ? null : { result: 'spoken', samples: soundOf(file).samples, said, reading };
  }

  async function made(key: string, engine: Engine, sentence: Sentence, how: How): Promise<Utterance> {
    const utterance = await engine(sentence, how);
    if (utterance.result === 'unspoken') return utterance;
    const { said, reading } = utterance;
    const file = await wavOf(utterance.samples);
    const audio = sha256(file);
    await cache.write(`${audio}.wav`, file);
    await cache.write(`${key}.json`, JSON.stringify({ audio, said, reading }));
    return utterance;
  }

  return async (sentence, haste, signal) => {
    const engine = isJapanese(sentence.language) ? voices.japanese : voices.others;
    if (engine === null) return unspoken('no-voice');
    const { language, text, reading } = sentence;
    const key = digestOf({ voices: voices.identity(), language, text, reading });
    const going = underWay.get(`${haste} ${key}`);
    if (going !== undefined) return going;
    const make = async () =>
      (await known(key)) ?? (await made(key, engine, sentence, { signal, calm: haste === 'later' }));
    const work = known(key).then((found) => found ?? inLane(haste, make));
    underWay.set(`${haste} ${key}`, work);
    try {
      return await work;
    } finally {
      underWay.delete(`${haste} ${key}`);
    }
  };
}
