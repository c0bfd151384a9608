import { sirenOf } from '../domain/kind.js';
import { isJapanese, type Language } from '../domain/language.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Rendering, SpokenLine } from '../domain/rendering.js';
import { worstReview } from '../domain/rendering.js';
import type { Said, Speech } from './bank.js';
import { fit, leftOut } from './fit.js';
import type { Job } from './job.js';
import { marked, plainText } from './layout.js';
import { spoken, written } from './markup.js';
import { wantedOf } from './options.js';
import { broadcastSeconds } from './size.js';

const sentencesOf = (text: string): readonly string[] =>
  text.split(/(?<=[。！？])\s*/u).filter((each) => each !== '');

/** A voice takes one sentence at a time; Japanese carries its reading. */
export const linesOf = (language: Language, said: Said): readonly SpokenLine[] =>
  sentencesOf(said.marked).map((sentence) => ({
    language,
    text: written(sentence),
    reading: isJapanese(language) ? spoken(sentence) : null,
  }));

/** A text that nobody composed: its readings are unknown. */
export const linesOfText = (language: Language, text: string): readonly SpokenLine[] =>
  sentencesOf(text.trim()).map((sentence) => ({ language, text: sentence, reading: null }));

/** An Exercise opens and closes every stretch of speech with 「これは訓練です。」 in its language. */
export const drillFrame = (
  job: Job,
  language: Language,
  lines: readonly SpokenLine[],
): readonly SpokenLine[] => {
  if (job.message.status === 'Actual') return lines;
  const says = job.bank.extra(language, 'drill-spoken');
  // A language without the drill sentence says nothing at all rather than something that sounds real.
  if (says === null) return [];
  const mark = linesOf(language, says);
  return [...mark, ...lines, ...mark];
};

interface Script {
  readonly lines: readonly SpokenLine[];
  readonly said: readonly Said[];
  readonly dropped: readonly string[];
}

const scriptOf = (job: Job, said: readonly Said[], guides: readonly Language[]): Script => {
  const id = job.kind.radioGuide;
  const found =
    id === null
      ? []
      : guides.flatMap((language) => {
          const guide = job.bank.extra(language, id);
          return guide === null ? [] : [{ language, guide }];
        });
  return {
    lines: [
      ...drillFrame(
        job,
        'ja',
        said.flatMap((each) => linesOf('ja', each)),
      ),
      ...found.flatMap(({ language, guide }) => drillFrame(job, language, linesOf(language, guide))),
    ],
    said: [...said, ...found.map(({ guide }) => guide)],
    dropped: [],
  };
};

const fits = (job: Job, script: Script): boolean =>
  broadcastSeconds(script.lines, job.repeat, job.kind.chime) <= job.limits.size;

const finish = (job: Job, script: Script, short: boolean): Rendering => {
  const headline = script.said.find((each) =>
    job.kind.sentences.some((use) => use.id === each.id && !use.channels),
  );
  const first = headline ?? script.said[0];
  const part = { language: 'ja' as const, said: script.said, style: 'written' as const };
  return {
    channel: job.channel,
    languages: [...new Set(script.lines.map((line) => line.language))],
    title: first === undefined ? '' : marked(job.message.status, part, plainText(part, first)),
    text: script.lines.map((line) => line.text).join('\n'),
    size: broadcastSeconds(script.lines, job.repeat, job.kind.chime),
    unit: job.limits.unit,
    limit: job.limits.size,
    dropped: script.dropped,
    fellBackFrom: short ? 'ja' : null,
    review: worstReview(script.said.map((each) => each.review)),
    radio: {
      chime: job.kind.chime,
      siren: sirenOf(job.kind, job.message.slots),
      repeat: job.repeat,
      lines: script.lines,
    },
  };
};

const shortScript = (job: Job, full: Speech, guides: readonly Language[]): Script | null => {
  const short = job.bank.short('ja', true)?.said;
  if (short === undefined) return null;
  for (const some of [guides, []]) {
    const script = scriptOf(job, short, some);
    const dropped = [...leftOut(full.said, short), ...full.unsaid];
    if (fits(job, script)) return { ...script, dropped };
  }
  return null;
};

/** One broadcast: the Japanese whole and repeated, then one sentence per guide language, "see your phone". */
export const radioRenderings = (job: Job): readonly Rendering[] | Refusal => {
  const refused = refuse('compose.does-not-fit', { channel: job.channel, limit: job.limits.size });
  const guides = wantedOf(job.languageOrder.radio, job.languages);
  const full = job.bank.full('ja', job.channel);
  if (full === null) return refused;
  const fitted = fit(full.said, (said) => fits(job, scriptOf(job, said, guides)));
  if (fitted !== null) {
    const dropped = [...fitted.dropped, ...full.unsaid];
    return [finish(job, { ...scriptOf(job, fitted.kept, guides), dropped }, false)];
  }
  const short = shortScript(job, full, guides);
  return short === null ? refused : [finish(job, short, true)];
};
