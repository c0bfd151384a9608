// Speech: what the loudspeakers and the telephone say, as sound. Voices are programs of Debian's that are run as processes;
// without them there is no sound, and everything else works as it does with them.
import { z } from 'zod';
import { languages, type Language } from '../domain/language.js';
import type { RadioScript, SpokenAudio, SpokenLine } from '../domain/rendering.js';
import { digestOf, sha256 } from '../platform/digest.js';
import { arrange, timed, type Moment } from './arrange.js';
import { openCache, readJson, readWhole, type Cache } from './cache.js';
import { chime } from './chime.js';
import type { Unsayable, Utterance } from './engine.js';
import type { Haste } from './lanes.js';
import { createLines, type Voices } from './lines.js';
import { siren, type SirenPattern } from './siren.js';
import { joined, rate, silence, wavOf } from './wav.js';

/** A line of a script as it was said, or why it was not. */
export type Heard =
  | { readonly line: number; readonly said: string; readonly reading: 'right' | 'differs' | 'unchecked' }
  | { readonly line: number; readonly unspoken: Unsayable };

/** A broadcast as a file, what stands where in it, and what each line sounds like. */
export interface Broadcast {
  readonly audio: SpokenAudio;
  readonly timeline: readonly Moment[];
  readonly lines: readonly Heard[];
}

export interface SayOptions {
  readonly haste?: Haste;
  /** The siren sounds before, where a file is to hold it too; the gateway sounds its own, on all stations at once. */
  readonly siren?: SirenPattern;
}

export interface Speech {
  /** Languages that are said; the others are left out of the sound. */
  readonly languages: readonly Language[];
  /**
   * A script as one WAV file (16 kHz, 16 bits, mono). Lines in a language without a voice are left out and said so. null
   * where a Japanese line could not be said: half an order is worse than the text, which the gateway has as well.
   */
  broadcast(script: RadioScript, options?: SayOptions): Promise<Broadcast | null>;
  /** The same, only if it was made before. */
  known(script: RadioScript): Promise<Broadcast | null>;
  /** Lines one after the other, without chime or repeats, for a telephone; null where none of them can be said. */
  say(lines: readonly SpokenLine[], options?: SayOptions): Promise<Broadcast | null>;
  /** Makes the sentences of a script some day, so that a submission finds them. */
  prepare(script: RadioScript): Promise<void>;
  /** A file that was made here, by its digest; null where it is no longer kept. */
  readAudio(sha256: string): Promise<Buffer | null>;
  close(): void;
}

const moment = z.intersection(
  z.discriminatedUnion('part', [
    z.object({ part: z.literal('siren'), seconds: z.number() }),
    z.object({ part: z.literal('chime'), direction: z.enum(['up', 'down']), seconds: z.number() }),
    z.object({ part: z.literal('pause'), seconds: z.number() }),
    z.object({ part: z.literal('line'), line: z.number(), round: z.number(), seconds: z.number() }),
  ]),
  z.object({ from: z.number(), to: z.number() }),
);
const unsayable = ['no-voice', 'nothing-to-say', 'truncated', 'timed-out', 'failed'] as const;
const kept = z.object({
  audio: z.object({ sha256: z.string(), seconds: z.number() }),
  timeline: z.array(moment),
  lines: z.array(
    z.union([
      z.object({ line: z.number(), said: z.string(), reading: z.enum(['right', 'differs', 'unchecked']) }),
      z.object({ line: z.number(), unspoken: z.enum(unsayable) }),
    ]),
  ),
});

/** Grows when the same script would sound otherwise: chimes, pauses, levels. */
const recipe = 1;

export interface SpeechOptions {
  readonly voices: Voices;
  readonly languages: readonly Language[];
  readonly folder: string;
  readonly bytesMost: number;
  /** Hears of a disk that did not take a sound: an alert goes out without it. */
  readonly onFault: (error: unknown) => void;
}

/** Opens speech on a folder of its own. */
export async function createSpeech(options: SpeechOptions): Promise<Speech> {
  const { voices, folder, bytesMost } = options;
  const cache = await openCache(folder, bytesMost);
  const closing = new AbortController();
  const onFault = (error: unknown): void => {
    if (!closing.signal.aborted) options.onFault(error);
  };
  const sayLine = createLines(cache, voices);
  const keyOf = (script: RadioScript, pattern: SirenPattern | undefined) => {
    const { chime: chimed, repeat, lines } = script;
    return digestOf({ recipe, voices: voices.identity(), chimed, repeat, lines, siren: pattern ?? null });
  };
  const utter = (lines: readonly SpokenLine[], haste: Haste) =>
    Promise.all(
      lines.map(({ language, text, reading }) => sayLine({ language, text, reading }, haste, closing.signal)),
    );
  const make = async (
    script: RadioScript,
    { haste = 'soon', siren: pattern }: SayOptions,
  ): Promise<Broadcast | null> => {
    const key = keyOf(script, pattern);
    const found = await read(cache, key);
    if (found !== null) return found;
    const heard = await utter(script.lines, haste);
    return mix(cache, key, { script, heard, pattern: pattern ?? null });
  };
  const broadcast: Speech['broadcast'] = async (script, sayOptions = {}) => {
    try {
      return await make(script, sayOptions);
    } catch (error) {
      onFault(error);
      return null;
    }
  };
  return {
    languages: languages.filter((each) => options.languages.includes(each)),
    broadcast,
    known: (script) => read(cache, keyOf(script, undefined)),
    say: (lines, sayOptions) => broadcast({ chime: 'none', siren: 'none', repeat: 1, lines }, sayOptions),
    async prepare({ lines }) {
      await utter(lines, 'later').catch(onFault);
    },
    readAudio: (digest) => readWhole(cache, digest),
    close: () => closing.abort(),
  };
}

/** The broadcast that stands under a key, with its file still whole. */
async function read(cache: Cache, key: string): Promise<Broadcast | null> {
  const found = kept.safeParse(await readJson(cache, key));
  if (!found.success || (await readWhole(cache, found.data.audio.sha256)) === null) return null;
  return found.data;
}

interface Mixed {
  readonly script: RadioScript;
  readonly heard: readonly Utterance[];
  readonly pattern: SirenPattern | null;
}

/** Puts the sounds together, keeps the file and what is known of it. */
async function mix(cache: Cache, key: string, { script, heard, pattern }: Mixed): Promise<Broadcast | null> {
  const lines = heard.map((one, line): Heard =>
    one.result === 'spoken' ? { line, said: one.said, reading: one.reading } : { line, unspoken: one.why },
  );
  const missing = script.lines.some(
    ({ language }, at) => language === 'ja' && heard[at]?.result !== 'spoken',
  );
  if (missing || heard.every(({ result }) => result === 'unspoken')) return null;
  const seconds = heard.map((one) => (one.result === 'spoken' ? one.samples.length / rate : null));
  const timeline = timed(arrange(script, seconds, pattern));
  const sounds = await Promise.all(timeline.map((part) => soundOf(part, heard, pattern)));
  const file = await wavOf(joined(sounds));
  const audio = { sha256: sha256(file), seconds: (file.length - 44) / 2 / rate };
  await cache.write(`${audio.sha256}.wav`, file);
  const made = { audio, timeline, lines };
  // A line that failed may be said another time: only what will always be so is kept.
  if (heard.every((one) => one.result === 'spoken' || one.why === 'no-voice' || one.why === 'nothing-to-say'))
    await cache.write(`${key}.json`, JSON.stringify(made));
  return made;
}

async function soundOf(
  part: Moment,
  heard: readonly Utterance[],
  pattern: SirenPattern | null,
): Promise<Float32Array> {
  switch (part.part) {
    case 'siren':
      return pattern === null ? silence(0) : siren(pattern);
    case 'chime':
      return chime(part.direction);
    case 'pause':
      return silence(part.seconds);
    case 'line': {
      const one = heard[part.line];
      return one?.result === 'spoken' ? one.samples : silence(0);
    }
  }
}
