import { isReadyMade } from '../domain/kind.js';
import { isJapanese } from '../domain/language.js';
import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { postRenderings } from './posts.js';
import { byLine, graphemes, postCharacters, postWeight } from './size.js';
import { clockTime } from './times.js';

export const mastodonRenderings = (job: Job): readonly Rendering[] | Refusal =>
  postRenderings(job, { size: byLine(postCharacters), mark: () => null });

/** X refuses a post that is like an earlier one: number and time tell a repeat from the first. */
export const xRenderings = (job: Job): readonly Rendering[] | Refusal =>
  postRenderings(job, {
    size: byLine(postWeight),
    mark: ({ kind, alertNumber, message, town }, first) => {
      const time = isReadyMade(kind) ? '' : clockTime(message.decidedAt, town.timeZone);
      if (alertNumber === null) return time === '' ? null : time;
      return first !== undefined && isJapanese(first)
        ? `第${alertNumber}号 ${time}`.trim()
        : `No. ${alertNumber} ${time}`.trim();
    },
  });

export const blueskyRenderings = (job: Job): readonly Rendering[] | Refusal =>
  postRenderings(job, { size: byLine(graphemes), mark: () => null });
