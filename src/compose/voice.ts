import { isJapanese } from '../domain/language.js';
import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { bare } from './place-words.js';
import { headlineOf, inLines, marked, type Part } from './layout.js';
import { personalRenderings } from './personal.js';
import { linesOf } from './radio.js';
import { lineSeconds } from './size.js';

/** Without the brackets for Japanese eyes, which a voice would read out. */
const heard = (part: Part): Part => ({ ...part, style: isJapanese(part.language) ? 'written' : 'bare' });

const secondsOf = ({ language, said }: Part): number =>
  said
    .flatMap((each) => linesOf(language, each))
    .reduce((sum, line) => sum + lineSeconds({ ...line, text: bare(language, line.text) }), 0);

/** The headline is the first sentence that is not the voice's own opening (the name of the station). */
const opening = (job: Job, part: Part): Part => ({
  ...part,
  said: part.said.filter(({ id }) => job.kind.sentences.find((use) => use.id === id)?.channels === undefined),
});

/**
 * What the telephone says: one language a call, once; it can be asked to say it again. Measured by the readings of what
 * is said, in seconds up to a tenth; a language that no voice speaks never fits, so that others stand in for it. `fields` holds
 * the words of each language by its tag: each is said by a voice of its own.
 */
export const voiceRenderings = (job: Job): readonly Rendering[] | Refusal =>
  personalRenderings(job, {
    lay: (parts) => {
      const said = parts.map(heard);
      const headline = said.map((part) => opening(job, part));
      return {
        title: headlineOf(job.message.status, headline),
        text: said.map((part) => marked(job.message.status, part, inLines(part))).join('\n'),
        fields: said.map((part) => ({
          name: part.language,
          text: marked(job.message.status, part, inLines(part)),
        })),
      };
    },
    size: (_laid, parts) =>
      parts.every(({ language }) => job.limits.onlyIn?.includes(language) ?? true)
        ? Math.ceil(parts.reduce((sum, part) => sum + secondsOf(part), 0) * 10) / 10
        : Infinity,
  });
