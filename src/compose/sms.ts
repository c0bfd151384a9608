import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { inOneRun, marked, plainText } from './layout.js';
import { personalRenderings } from './personal.js';
import { smsSegments, smsSegmentsAtLeast } from './size.js';

/** One SMS per language, in one run of sentences. */
export const smsRenderings = (job: Job): readonly Rendering[] | Refusal =>
  personalRenderings(job, {
    lay: (parts) => {
      const [first] = parts;
      const headline = first?.said[0];
      return {
        title:
          first === undefined || headline === undefined
            ? ''
            : marked(job.message.status, first, plainText(first, headline)),
        text: parts.map((part) => marked(job.message.status, part, inOneRun(part))).join('\n'),
      };
    },
    size: (_title, text) => smsSegments(text),
    sizeAtLeast: (_title, text) => smsSegmentsAtLeast(text),
  });
