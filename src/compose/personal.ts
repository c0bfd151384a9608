import type { Language } from '../domain/language.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Field, Rendering } from '../domain/rendering.js';
import { fit, leftOut } from './fit.js';
import { limitOf, type Job } from './job.js';
import { reviewOf, rubyOf, stylesOf, type Part } from './layout.js';

/** A text as a channel lays it out. */
export interface Laid {
  readonly title: string;
  readonly text: string;
  readonly fields?: readonly Field[];
}

/** How a personal channel lays out its text and counts it. */
export interface PersonalLayout {
  lay(parts: readonly Part[]): Laid;
  size(laid: Laid, parts: readonly Part[]): number;
  /** Cheap bounds of `size`, where `size` is dear: it is asked only where they do not settle whether a text fits. */
  sizeAtLeast?(laid: Laid): number;
  sizeAtMost?(laid: Laid): number;
}

interface Composed {
  readonly parts: readonly Part[];
  readonly dropped: readonly string[];
}

/** Languages that stand in, one set after another, each in its short form (design.md): ja-easy with en, then ja. */
const standIns = (language: Language): readonly (readonly Language[])[] => {
  if (language === 'ja') return [];
  if (language === 'ja-easy') return [['ja']];
  return language === 'en' ? [['ja-easy'], ['ja']] : [['ja-easy', 'en'], ['ja']];
};

/** A text of several languages stands in for one of them: the room is that of the language asked for. */
const fits = (job: Job, layout: PersonalLayout, parts: readonly Part[], of: Language): boolean => {
  const laid = layout.lay(parts);
  const room = limitOf(job, of);
  if ((layout.sizeAtLeast?.(laid) ?? 0) > room) return false;
  return (layout.sizeAtMost?.(laid) ?? Infinity) <= room || layout.size(laid, parts) <= room;
};

const tryFull = (job: Job, layout: PersonalLayout, language: Language): Composed | null => {
  const speech = job.bank.full(language, job.channel);
  if (speech === null) return null;
  const styles = stylesOf(language);
  for (const style of styles) {
    const parts = [{ language, said: speech.said, style }];
    if (fits(job, layout, parts, language)) return { parts, dropped: speech.unsaid };
  }
  const style = styles.at(-1) ?? 'written';
  const fitted = fit(speech.said, (said) => fits(job, layout, [{ language, said, style }], language));
  if (fitted === null) return null;
  return { parts: [{ language, said: fitted.kept, style }], dropped: [...fitted.dropped, ...speech.unsaid] };
};

/** The short forms of several languages together; kana before brackets only where brackets do not fit. */
const tryShort = (
  job: Job,
  layout: PersonalLayout,
  languages: readonly Language[],
  of: Language,
): Composed | null => {
  const full = job.bank.full(of, job.channel);
  for (const kana of [false, true]) {
    const parts = languages.flatMap((language): Part[] => {
      const said = job.bank.short(language, job.channel === 'voice')?.said;
      const [best, ...rest] = stylesOf(language);
      return said === undefined ? [] : [{ language, said, style: kana ? (rest.at(-1) ?? best) : best }];
    });
    if (parts.length < languages.length) return null;
    const short = parts.flatMap((part) => part.said);
    const dropped = full === null ? [] : [...leftOut(full.said, short), ...full.unsaid];
    if (fits(job, layout, parts, of)) return { parts, dropped };
  }
  return null;
};

const finish = (
  job: Job,
  layout: PersonalLayout,
  composed: Composed,
  fellBackFrom: Language | null,
): Rendering => {
  const laid = layout.lay(composed.parts);
  const easy = composed.parts.find((part) => part.language === 'ja-easy');
  return {
    channel: job.channel,
    languages: composed.parts.map((part) => part.language),
    ...laid,
    size: layout.size(laid, composed.parts),
    unit: job.limits.unit,
    limit: limitOf(job, fellBackFrom ?? composed.parts[0]?.language ?? 'ja'),
    dropped: composed.dropped,
    fellBackFrom,
    review: reviewOf(composed.parts),
    ...(easy === undefined ? {} : { ruby: rubyOf(job.message.status, easy) }),
  };
};

const inLanguage = (job: Job, layout: PersonalLayout, language: Language): Rendering | null => {
  const full = tryFull(job, layout, language);
  if (full !== null) return finish(job, layout, full, null);
  for (const instead of [[language], ...standIns(language)]) {
    const short = tryShort(job, layout, instead, language);
    if (short !== null) return finish(job, layout, short, language);
  }
  return null;
};

/** The count of a text is asked for when it is tried and again when it is taken; it is dear enough to be kept. */
const remembered = (layout: PersonalLayout): PersonalLayout => {
  const known = new Map<string, number>();
  return {
    ...layout,
    size: (laid, parts) => {
      const key = `${laid.title}\n${laid.text}`;
      const size = known.get(key) ?? layout.size(laid, parts);
      known.set(key, size);
      return size;
    },
  };
};

/** One rendering per language. A language that does not fit falls back alone; only Japanese can block. */
export const personalRenderings = (job: Job, plain: PersonalLayout): readonly Rendering[] | Refusal => {
  const layout = remembered(plain);
  const made: Rendering[] = [];
  for (const language of job.languages) {
    const rendering = inLanguage(job, layout, language);
    if (rendering !== null) made.push(rendering);
    // Where nothing at all fits, Japanese has not fitted either.
    else return refuse('compose.does-not-fit', { channel: job.channel, limit: limitOf(job, 'ja') });
  }
  return made;
};
