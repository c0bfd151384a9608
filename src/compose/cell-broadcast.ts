import type { Language } from '../domain/language.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import { fit, leftOut } from './fit.js';
import type { Job } from './job.js';
import { inLines, marked, plainText, reviewOf, type Part } from './layout.js';
import { wantedOf } from './options.js';

/** Characters that a mobile carrier counts: each letter one. */
const characters = (text: string): number => [...text].length;

const textOf = (job: Job, parts: readonly Part[]): string =>
  parts.map((part) => marked(job.message.status, part, inLines(part))).join('\n');

interface Body {
  readonly parts: readonly Part[];
  readonly dropped: readonly string[];
  readonly short: boolean;
}

/** The Japanese, whole or short. */
const japanese = (job: Job, limit: number): Body | null => {
  const part = (said: Part['said']): Part => ({ language: 'ja', said, style: 'written' });
  const full = job.bank.full('ja', job.channel);
  const short = job.bank.short('ja')?.said;
  const fitted =
    full === null ? null : fit(full.said, (said) => characters(textOf(job, [part(said)])) <= limit);
  if (full !== null && fitted !== null)
    return { parts: [part(fitted.kept)], dropped: [...fitted.dropped, ...full.unsaid], short: false };
  if (short === undefined || characters(textOf(job, [part(short)])) > limit) return null;
  return { parts: [part(short)], dropped: full === null ? [] : leftOut(full.said, short), short: true };
};

/** Other languages follow in the town's order, each in its short form, while there is room. */
const withOthers = (job: Job, body: Body, limit: number): Body =>
  wantedOf(job.languageOrder.cellBroadcast, job.languages)
    .filter((language) => language !== 'ja')
    .reduce((sum: Body, language: Language) => {
      const said = job.bank.short(language)?.said;
      if (said === undefined) return sum;
      const parts: readonly Part[] = [
        ...sum.parts,
        { language, said, style: language === 'ja-easy' ? 'kana' : 'bare' },
      ];
      return characters(textOf(job, parts)) <= limit ? { ...sum, parts } : sum;
    }, body);

/**
 * 緊急速報メール: every phone in the municipality rings, even muted. A rendering per mobile carrier, whose limits differ;
 * the subject is the kind's name.
 */
export const broadcastMailRenderings = (job: Job): readonly Rendering[] | Refusal => {
  const made: Rendering[] = [];
  for (const [variant, limit] of Object.entries(job.limits.variants ?? {})) {
    const body = japanese(job, limit);
    const name = job.bank.extra('ja', `word.kind.${job.kind.kind}`);
    if (body === null || name === null)
      return refuse('compose.does-not-fit', { channel: `${job.channel} (${variant})`, limit });
    const { parts, dropped, short } = withOthers(job, body, limit);
    const [first] = parts as readonly [Part, ...Part[]];
    const title = marked(job.message.status, first, plainText(first, name));
    if (characters(title) > (job.limits.subject ?? Infinity))
      return refuse('compose.does-not-fit', { channel: job.channel, limit: job.limits.subject ?? 0 });
    const text = textOf(job, parts);
    made.push({
      ...{ channel: job.channel, variant, title, text, dropped, limit },
      languages: parts.map(({ language }) => language),
      size: characters(text),
      unit: job.limits.unit,
      fellBackFrom: short ? 'ja' : null,
      review: reviewOf(parts),
    });
  }
  return made;
};
