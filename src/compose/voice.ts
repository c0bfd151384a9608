import type { Language } from '../domain/language.js';
import { isJapanese } from '../domain/language.js';
import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { bare } from './place-words.js';
import { headlineOf, inLines, marked, type Part } from './layout.js';
import { written } from './markup.js';
import { personalRenderings } from './personal.js';
import { linesOf } from './radio.js';
import { lineSeconds } from './size.js';

/** Without the brackets for Japanese eyes, which a voice would read out. */
const heard = (part: Part): Part => ({ ...part, style: isJapanese(part.language) ? 'written' : 'bare' });

const spokenSeconds = (language: Language, text: string): number =>
  lineSeconds({ language, text: bare(language, text), reading: null });

/** The headline is the first sentence that is not the voice's own opening (the name of the station). */
const opening = (job: Job, part: Part): Part => ({
  ...part,
  said: part.said.filter(({ id }) => job.kind.sentences.find((use) => use.id === id)?.channels === undefined),
});

/** What the telephone says: one language a call, once; it can be asked to say it again. */
export const voiceRenderings = (job: Job): readonly Rendering[] | Refusal => {
  const seconds = (parts: readonly Part[]): number =>
    parts.reduce(
      (sum, { language, said }) =>
        sum +
        said
          .flatMap((each) => linesOf(language, each))
          .reduce((total, line) => total + lineSeconds({ ...line, text: bare(language, line.text) }), 0),
      0,
    );
  // A voice is measured by what it says, not by the letters of its text: the parts are kept beside the text they make.
  const measured = new Map<string, number>();
  return personalRenderings(job, {
    lay: (parts) => {
      const said = parts.map(heard);
      const text = said.map((part) => marked(job.message.status, part, inLines(part))).join('\n');
      measured.set(text, Math.ceil(seconds(parts) * 10) / 10);
      const headline = said.map((part) => opening(job, part));
      return { title: headlineOf(job.message.status, headline), text };
    },
    size: (_title, text) => measured.get(text) ?? spokenSeconds('ja', written(text)),
  });
};
