import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { espeak, espeakLanguages } from './espeak.js';
import type { Language } from '../domain/language.js';
import type { Voices } from './lines.js';
import { openJtalk } from './open-jtalk.js';
import type { TownReading } from './pieces.js';

/** Where Debian's packages put the programs, the voice and the dictionary. */
export const debian = {
  openJtalk: '/usr/bin/open_jtalk',
  espeak: '/usr/bin/espeak-ng',
  voice: '/usr/share/hts-voice/nitech-jp-atr503-m001/nitech_jp_atr503_m001.htsvoice',
  dictionary: '/var/lib/mecab/dic/open-jtalk/naist-jdic',
  /** mecab-utils, by which a town's dictionary is built. */
  dictIndex: '/usr/lib/mecab/mecab-dict-index',
} as const;

export type Places = typeof debian | Readonly<Record<keyof typeof debian, string>>;

/** The packages that a voice lacks, by their Debian names; none where it can speak. */
export const lacking = (places: Places = debian): readonly string[] => [
  ...(existsSync(places.openJtalk) ? [] : ['open-jtalk']),
  ...(existsSync(join(places.dictionary, 'sys.dic')) ? [] : ['open-jtalk-mecab-naist-jdic']),
  ...(existsSync(places.voice) ? [] : ['hts-voice-nitech-jp-atr503-m001']),
];

const stampOf = (path: string): string => {
  if (!existsSync(path)) return `${path} -`;
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
};

/**
 * The voices that this machine has. A town's own dictionary is used where it was built; `readings` are asked for at every
 * sentence, so that a row that was added is heard at once.
 */
export function installedVoices(
  townDictionary: string,
  readings: () => readonly TownReading[],
  places: Places = debian,
): { readonly voices: Voices; readonly languages: readonly Language[] } {
  const japanese = lacking(places).length === 0;
  const others = existsSync(places.espeak);
  const dictionary = () => (existsSync(join(townDictionary, 'sys.dic')) ? townDictionary : places.dictionary);
  const identity = () =>
    createHash('sha256')
      .update(
        [places.openJtalk, places.espeak, places.voice, join(dictionary(), 'sys.dic')]
          .map(stampOf)
          .join('\n'),
      )
      .update(JSON.stringify(readings()))
      .digest('hex');
  const say = openJtalk({ program: places.openJtalk, voice: places.voice, dictionary }, readings);
  return {
    voices: { japanese: japanese ? say : null, others: others ? espeak(places.espeak) : null, identity },
    languages: [...(japanese ? (['ja', 'ja-easy'] as const) : []), ...(others ? espeakLanguages : [])],
  };
}
