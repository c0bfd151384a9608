import { isReadyMade, levelOf } from '../domain/kind.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Field, Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { headlineOf, inLines, marked, plainText, reviewOf, type Part } from './layout.js';
import { written } from './markup.js';

/** L-Alert takes Japanese only. Orders go to its 避難 module, openings of shelters to 避難所, the rest to お知らせ (domain.md §3.5). */
const moduleOf = ({ kind }: Job): string => {
  if (kind.effects !== 'none' && kind.kind !== 'cancellation') return 'pcx_ev';
  return kind.kind.includes('shelter-') ? 'pcx_sh' : 'pcx_en';
};

/** What its entry form asks for, in the form's order; numbers of households and people are the desk's to add. */
const itemsOf = (job: Job, part: Part): readonly Field[] => {
  const word = (id: string): string => {
    const said = job.bank.extra('ja', id);
    return said === null ? '' : plainText(part, said);
  };
  const level = levelOf(job.kind, job.message.slots);
  return [
    { name: 'module', text: moduleOf(job) },
    { name: '情報種別', text: job.message.status === 'Actual' ? '通常' : '訓練' },
    { name: '発令区分', text: word(`word.kind.${job.kind.kind}`) },
    ...(level !== null && level > 0 ? [{ name: '警戒レベル', text: String(level) }] : []),
    { name: '対象地区', text: word('area') },
    ...(isReadyMade(job.kind)
      ? []
      : [{ name: '発令日時', text: new Date(job.message.decidedAt).toISOString() }]),
    { name: '本文', text: marked(job.message.status, part, inLines(part)) },
  ];
};

/** One set of items. The whole Japanese text or a refusal: nothing is cut for a form that people copy from. */
export const lAlertRenderings = (job: Job): readonly Rendering[] | Refusal => {
  const speech = job.bank.full('ja', job.channel);
  if (speech === null)
    return refuse('compose.does-not-fit', { channel: job.channel, limit: job.limits.size });
  const part: Part = { language: 'ja', said: speech.said, style: 'written' };
  const text = marked(job.message.status, part, inLines(part));
  if (text.length > job.limits.size)
    return refuse('compose.does-not-fit', { channel: job.channel, limit: job.limits.size });
  return [
    {
      channel: job.channel,
      languages: ['ja'],
      title: written(headlineOf(job.message.status, [part])),
      text,
      size: [...text].length,
      unit: job.limits.unit,
      limit: job.limits.size,
      dropped: speech.unsaid,
      fellBackFrom: null,
      review: reviewOf([part]),
      fields: itemsOf(job, part),
    },
  ];
};
