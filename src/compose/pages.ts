import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { headlineOf, inLines, marked } from './layout.js';
import { personalRenderings } from './personal.js';

/** A text of its own per language, a line a sentence, roomy enough that nothing is left out: mail, LINE, the web page. */
const pageRenderings = (job: Job, size: (text: string) => number): readonly Rendering[] | Refusal =>
  personalRenderings(job, {
    lay: (parts) => ({
      title: headlineOf(job.message.status, parts),
      text: parts.map((part) => marked(job.message.status, part, inLines(part))).join('\n\n'),
    }),
    size: (_title, text) => size(text),
  });

/** LINE counts UTF-16 units. */
export const lineRenderings = (job: Job): readonly Rendering[] | Refusal =>
  pageRenderings(job, (text) => text.length);

export const mailRenderings = lineRenderings;
export const webRenderings = lineRenderings;
