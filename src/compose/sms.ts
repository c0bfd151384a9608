import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { headlineOf, inOneRun, marked } from './layout.js';
import { personalRenderings } from './personal.js';
import { smsSegments, smsSegmentsAtLeast, smsSegmentsAtMost } from './size.js';

/** One SMS per language, in one run of sentences. */
export const smsRenderings = (job: Job): readonly Rendering[] | Refusal =>
  personalRenderings(job, {
    lay: (parts) => ({
      title: headlineOf(job.message.status, parts),
      text: parts.map((part) => marked(job.message.status, part, inOneRun(part))).join('\n'),
    }),
    size: ({ text }) => smsSegments(text),
    sizeAtLeast: ({ text }) => smsSegmentsAtLeast(text),
    sizeAtMost: ({ text }) => smsSegmentsAtMost(text),
  });
