import type { Language } from '../domain/language.js';
import { isLanguage } from '../domain/language.js';
import { renderingFor, type Rendering } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';
import { said, spokenParts, type Spoken } from '../formats/spoken-call.js';
import { twiml, type Verb } from '../formats/twiml.js';
import type { ResidentPhrases } from '../platform/resident-phrases.js';
import type { PastBroadcast } from '../store/broadcast.store.js';

/** What the re-listen line answers, ready-made: TwiML. */
export interface RelistenAnswers {
  /** The greeting: "for English, press 2", or that there is nothing to hear. */
  readonly menu: string;
  /** By key; without a key, Japanese. */
  readonly byKey: ReadonlyMap<string, string>;
}

export interface RelistenParts {
  readonly town: Pick<Town, 'languages' | 'timeZone'>;
  readonly phrases: ResidentPhrases;
  /** How the provider reaches this hub, without a slash at the end. */
  readonly publicUrl: string;
}

const mostKeys = 9;
/** Seconds in which a key is waited for after the last language. */
const patience = 3;

/**
 * Languages by key, 1 first, in the town's order: those that a voice speaks and whose phrases are there. Plain Japanese is
 * Japanese to the ear and has no key of its own.
 */
export const languagesByKey = (
  town: Pick<Town, 'languages'>,
  phrases: ResidentPhrases,
): readonly Language[] =>
  town.languages
    .filter(isLanguage)
    .filter((language) => language !== 'ja-easy' && phrases.spoken.has(language))
    .filter((language) => said({ language, text: ' ' }).length > 0)
    .slice(0, mostKeys);

/** All answers for what was broadcast, the newest first: made when something changes, not when somebody calls. */
export function relistenAnswers(parts: RelistenParts, broadcasts: readonly PastBroadcast[]): RelistenAnswers {
  const { phrases, publicUrl } = parts;
  const languages = languagesByKey(parts.town, phrases);
  if (broadcasts.length === 0) {
    const nothing = (['ja', 'en'] as const).flatMap((language) =>
      said({ language, text: phrases.say(language, 'relisten.none') }),
    );
    const menu = twiml([...nothing, { hangup: true }]);
    return { menu, byKey: new Map() };
  }
  const prompts = languages.flatMap((language, i) =>
    said({ language, text: phrases.say(language, 'relisten.choose', { key: String(i + 1) }) }),
  );
  const choice = `${publicUrl}/receipts/voice/inbound/choice`;
  const menu = twiml([{ gather: choice, timeout: patience, verbs: prompts }, { redirect: choice }]);
  const byKey = new Map(
    languages.map((language, i) => [
      String(i + 1),
      twiml([
        ...broadcasts.flatMap((broadcast) => verbsOf(parts, language, broadcast)),
        ...said({ language, text: phrases.say(language, 'relisten.end') }),
        { hangup: true },
      ]),
    ]),
  );
  return { menu, byKey };
}

function verbsOf(
  { town, phrases, publicUrl }: RelistenParts,
  language: Language,
  past: PastBroadcast,
): Verb[] {
  const time = timeIn(language, past.issuedAt, town.timeZone);
  const changed = past.changed ? [{ language, text: phrases.say(language, 'relisten.changed') }] : [];
  const before = [{ language, text: phrases.say(language, 'relisten.at', { time }) }, ...changed];
  return [...before.flatMap(said), ...wordsIn(language, past.renderings, publicUrl), { pause: 2 }];
}

/**
 * In Japanese what the loudspeakers played, the same sound file where there is one; in other languages what the telephone
 * says in them, else their sentence on the loudspeakers, else the Japanese.
 */
function wordsIn(language: Language, renderings: readonly Rendering[], publicUrl: string): readonly Verb[] {
  const radio = renderings.find(({ radio: script }) => script !== undefined)?.radio;
  if (language !== 'ja') {
    const own = renderingFor(renderings, 'voice', language);
    if (own?.languages.includes(language)) return spokenParts(own).flatMap(said);
    const lines = radio?.lines.filter((line) => line.language === language) ?? [];
    if (lines.length > 0) return joined(lines);
  }
  if (radio?.audio !== undefined)
    return [{ play: `${publicUrl}/receipts/voice/audio/${radio.audio.sha256}.wav` }];
  if (radio !== undefined) return joined(radio.lines.filter((line) => line.language === 'ja'));
  const japanese = renderingFor(renderings, 'voice', 'ja');
  return japanese === undefined ? [] : spokenParts(japanese).flatMap(said);
}

const joined = (lines: readonly Spoken[]): readonly Verb[] => {
  const [first] = lines;
  return first === undefined
    ? []
    : said({ language: first.language, text: lines.map(({ text }) => text).join('\n') });
};

/** Day and time as they are said; Japanese by its own words, since a voice reads 22:05 as it likes. */
function timeIn(language: Language, at: number, timeZone: string): string {
  const parts = { timeZone, month: 'long', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  if (language !== 'ja') return new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, parts).format(at);
  const numbers = new Intl.DateTimeFormat('ja-u-ca-gregory-nu-latn', {
    ...parts,
    month: 'numeric',
    hourCycle: 'h23',
  });
  const of = Object.fromEntries(
    numbers.formatToParts(at).map(({ type, value }) => [type, value.replace(/\D/g, '')]),
  );
  return `${of['month']}月${of['day']}日${Number(of['hour'])}時${Number(of['minute'])}分`;
}
