import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { headlineOf, inLines, marked } from './layout.js';
import { personalRenderings } from './personal.js';

/**
 * A text of its own per language, a line a sentence, roomy enough that nothing is left out: mail, LINE, the web page.
 * Counted in UTF-16 units, as LINE does.
 */
export const pageRenderings = (job: Job): readonly Rendering[] | Refusal =>
  personalRenderings(job, {
    lay: (parts) => ({
      title: headlineOf(job.message.status, parts),
      text: parts.map((part) => marked(job.message.status, part, inLines(part))).join('\n\n'),
    }),
    size: ({ text }) => text.length,
  });
