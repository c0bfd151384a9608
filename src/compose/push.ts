import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { inLines, marked, plainText, type Part } from './layout.js';
import { personalRenderings } from './personal.js';
import { payloadBytes } from './size.js';

/** A short form is one sentence: the title then is the kind's name, and the body says it all. */
const headline = (job: Job, part: Part): { title: string; body: string } => {
  const [first, ...rest] = part.said;
  if (first === undefined) return { title: '', body: '' };
  if (rest.length > 0) return { title: plainText(part, first), body: inLines(part, rest) };
  const name = job.bank.extra(part.language, `word.kind.${job.kind.kind}`);
  return { title: name === null ? '' : plainText(part, name), body: plainText(part, first) };
};

/** One notification per language: headline as title, the rest as body. Both carry the drill mark: some phones show one alone. */
export const pushRenderings = (job: Job): readonly Rendering[] | Refusal =>
  personalRenderings(job, {
    lay: (parts) => {
      const laid = parts.map((part) => ({ part, ...headline(job, part) }));
      const mark = (part: Part, text: string) => marked(job.message.status, part, text);
      return {
        title: laid.map(({ part, title }) => mark(part, title))[0] ?? '',
        text: laid
          .map(({ part, title, body }, index) => mark(part, index === 0 ? body : `${title}\n${body}`))
          .join('\n\n'),
      };
    },
    size: ({ title, text }) => payloadBytes(title, text),
  });
