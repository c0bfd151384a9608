import { resolveDistricts } from '../domain/district-state.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Field, ManualDuty, ManualScript, Rendering, SpokenLine } from '../domain/rendering.js';
import type { ManualPost } from '../domain/town.js';
import type { Said } from './bank.js';
import { broadcastMailRenderings } from './cell-broadcast.js';
import { fit, leftOut } from './fit.js';
import type { Job } from './job.js';
import { lAlertRenderings } from './l-alert.js';
import { headlineOf, inLines, marked, reviewOf, type Part } from './layout.js';
import { drillFrame, linesOf } from './radio.js';
import { lineSeconds } from './size.js';

/**
 * A car passes a house at walking pace to 20 km/h and is understood for some hundred metres: half a minute is what one
 * household hears of it (our estimate, 2026-11), so a round that is longer is heard by nobody in whole.
 */
const carRound = 30;

const secondsOf = (lines: readonly SpokenLine[]): number =>
  Math.ceil(lines.reduce((sum, line) => sum + lineSeconds(line), 0) * 10 - 1e-6) / 10;

/** The town's name first, then the short form, or as much of the full one as a round holds. */
const carLines = (job: Job): readonly SpokenLine[] => {
  const name = job.bank.extra('ja', 'radio-name');
  const full = job.bank.full('ja', 'voice')?.said ?? [];
  const spokenBy = (said: readonly Said[]): readonly SpokenLine[] =>
    drillFrame(
      job,
      'ja',
      [...(name === null ? [] : [name]), ...said].flatMap((each) => linesOf('ja', each)),
    );
  const withoutName = full.filter(({ id }) => id !== 'radio-name');
  const fitted = fit(withoutName, (said) => secondsOf(spokenBy(said)) <= carRound)?.kept;
  return spokenBy(job.bank.short('ja', true)?.said ?? fitted ?? withoutName);
};

const callLines = (job: Job): readonly SpokenLine[] =>
  drillFrame(
    job,
    'ja',
    (job.bank.full('ja', 'voice')?.said ?? []).flatMap((each) => linesOf('ja', each)),
  );

/** The form's items in its order; where the text is too long for the form, the post's own text to be shortened by hand. */
const fieldsOf = (job: Job, form: NonNullable<ManualPost['form']>, text: string): readonly Field[] => {
  const limits = job.allLimits[form];
  if (limits === undefined) return [{ name: '本文', text }];
  const compose = form === 'l-alert' ? lAlertRenderings : broadcastMailRenderings;
  const made = compose({ ...job, channel: form, limits });
  if (isRefusal(made)) return [{ name: '本文', text }];
  return made.flatMap((rendering) => {
    if (rendering.fields !== undefined) return rendering.fields;
    const of = rendering.variant === undefined ? '' : `（${rendering.variant}）`;
    return [
      { name: `件名${of}`, text: rendering.title },
      { name: `本文${of}`, text: rendering.text },
    ];
  });
};

const dutyOf = (job: Job, post: ManualPost, wanted: readonly string[], text: string): ManualDuty | null => {
  const stops = post.stops.filter(({ districts }) => districts.some((code) => wanted.includes(code)));
  if (post.stops.length > 0 && stops.length === 0) return null;
  const served =
    post.stops.length === 0
      ? wanted
      : wanted.filter((code) => stops.some(({ districts }) => districts.includes(code)));
  return {
    id: post.id,
    type: post.type,
    name: post.name.ja,
    reading: post.name.kana,
    districts: served,
    stops: stops.map(({ id, name, note }) => ({
      ...{ id, name: name.ja, reading: name.kana },
      ...(note !== undefined && { note }),
    })),
    ...(post.form !== undefined && { fields: fieldsOf(job, post.form, text) }),
    invented: post.invented,
  };
};

const scriptOf = (job: Job, text: string): ManualScript => {
  const wanted = resolveDistricts(job.message.districts, job.town);
  const car = carLines(job);
  return {
    car,
    carSeconds: secondsOf(car),
    call: callLines(job),
    duties: job.town.manualPosts.flatMap((post) => dutyOf(job, post, wanted, text) ?? []),
  };
};

/** One sheet: the whole Japanese text, the car's and the telephone's script, and what each post has to do. */
export const manualRenderings = (job: Job): readonly Rendering[] | Refusal => {
  const refused = refuse('compose.does-not-fit', { channel: job.channel, limit: job.limits.size });
  const textOf = (said: readonly Said[]): string => {
    const part: Part = { language: 'ja', said, style: 'written' };
    return marked(job.message.status, part, inLines(part));
  };
  const full = job.bank.full('ja', job.channel);
  if (full === null) return refused;
  const holds = (said: readonly Said[]): boolean => [...textOf(said)].length <= job.limits.size;
  const fitted = fit(full.said, holds);
  const short = job.bank.short('ja')?.said;
  const said = fitted?.kept ?? (short !== undefined && holds(short) ? short : null);
  if (said === null) return refused;
  const part: Part = { language: 'ja', said, style: 'written' };
  const text = textOf(said);
  return [
    {
      channel: job.channel,
      languages: ['ja'],
      title: headlineOf(job.message.status, [part]),
      text,
      size: [...text].length,
      unit: job.limits.unit,
      limit: job.limits.size,
      dropped: [...(fitted?.dropped ?? leftOut(full.said, said)), ...full.unsaid],
      fellBackFrom: fitted === null ? 'ja' : null,
      review: reviewOf([part]),
      manual: scriptOf(job, text),
    },
  ];
};
