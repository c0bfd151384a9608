import type { Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Job } from './job.js';
import { headlineOf, marked, plainText } from './layout.js';
import { personalRenderings } from './personal.js';
import { cells } from './size.js';

/** A board shows two lines at a time; a line holds 20 full-width letters. */
const cellsPerLine = 40;
const linesPerFrame = 2;

const words = new Intl.Segmenter('ja', { granularity: 'word' });

/** Breaks a sentence between words, never inside one; a word longer than a line (a link) has a line of its own. */
const wrapped = (sentence: string): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { segment } of words.segment(sentence)) {
    const width = cells(segment);
    // A closing sign never begins a line.
    if (line !== '' && used + width > cellsPerLine && !/^[\p{Pe}\p{Po}\p{M}]/u.test(segment)) {
      lines.push(line.trim());
      line = segment.trimStart();
      used = cells(line);
    } else {
      line += segment;
      used += width;
    }
  }
  return line.trim() === '' ? lines : [...lines, line.trim()];
};

const framesOf = (text: string, wrap: (sentence: string) => readonly string[]): readonly string[] => {
  const lines = text.split('\n').flatMap(wrap);
  return Array.from({ length: Math.ceil(lines.length / linesPerFrame) }, (_, at) =>
    lines.slice(at * linesPerFrame, (at + 1) * linesPerFrame).join('\n'),
  );
};

/** Boards: frames of two lines, parted by an empty line, one text a language in the town's order of languages. */
export const signageRenderings = (job: Job): readonly Rendering[] | Refusal => {
  // Finding words is dear (Thai, Khmer and Burmese write none apart); every sentence is broken once.
  const known = new Map<string, readonly string[]>();
  const wrap = (sentence: string): readonly string[] => {
    const lines = known.get(sentence) ?? wrapped(sentence);
    known.set(sentence, lines);
    return lines;
  };
  return personalRenderings(job, {
    lay: (parts) => ({
      title: headlineOf(job.message.status, parts),
      text: parts
        .map((part) => {
          const [first = '', ...rest] = part.said.map((each) => plainText(part, each));
          return framesOf([marked(job.message.status, part, first), ...rest].join('\n'), wrap).join('\n\n');
        })
        .join('\n\n'),
    }),
    size: ({ text }) => text.split('\n\n').length,
  });
};
