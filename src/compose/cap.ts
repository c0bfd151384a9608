import type { Refusal } from '../domain/refusal.js';
import type { Field, Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { headlineOf, inLines, marked, plainText, type Part } from './layout.js';
import { personalRenderings } from './personal.js';

/** CAP's elements of one `<info>` (formats/cap writes them): what it is, what happens, what to do, where, from whom. */
const elements = (job: Job, part: Part): readonly Field[] => {
  const lines = (instructs: boolean): string =>
    inLines(
      part,
      part.said.filter((each) => each.instructs === instructs),
    );
  const word = (id: string): string => {
    const said = job.bank.extra(part.language, id);
    return said === null ? '' : plainText(part, said);
  };
  const fields: readonly Field[] = [
    { name: 'event', text: word(`word.kind.${job.kind.kind}`) },
    { name: 'headline', text: headlineOf(job.message.status, [part]) },
    { name: 'description', text: marked(job.message.status, part, lines(false)) },
    { name: 'instruction', text: lines(true) },
    { name: 'senderName', text: word('word.town') },
    { name: 'areaDesc', text: word('area') },
  ];
  return fields.filter(({ text }) => text !== '');
};

/** One `<info>` per language. */
export const capRenderings = (job: Job): readonly Rendering[] | Refusal =>
  personalRenderings(job, {
    lay: (parts) => ({
      title: headlineOf(job.message.status, parts),
      text: parts.map((part) => marked(job.message.status, part, inLines(part))).join('\n\n'),
      fields: parts.flatMap((part) => elements(job, part)),
    }),
    size: ({ text }) => text.length,
  });
