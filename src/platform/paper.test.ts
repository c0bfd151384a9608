import { expect, test } from '@jest/globals';
import { makePaper } from './paper.js';

const page = { content: [{ text: '避難指示' }], defaultStyle: { font: 'Noto' } };
const book = {
  content: Array.from({ length: 60 }, () => ({ text: '避難指示', pageBreak: 'after' as const })),
  defaultStyle: { font: 'Noto' },
};
/** Many pages, several times. */
const long = { candidates: Array.from({ length: 8 }, () => book), footer: 'x' };
const short = { candidates: [page], footer: null };

const first = async (lane: 'soon' | 'later'): Promise<string> => {
  const made = [makePaper(long, lane).then(() => 'book'), makePaper(short).then(() => 'page')];
  const winner = await Promise.race(made);
  await Promise.all(made);
  return winner;
};

test('a page that somebody waits for does not wait for a book that nobody does', async () =>
  expect(await first('later')).toBe('page'));

test('control: in one lane it would', async () => expect(await first('soon')).toBe('book'));

test('the first candidate that is one page is taken, else the last', async () => {
  expect((await makePaper({ candidates: [book, page, book], footer: null })).pages).toBe(1);
  expect((await makePaper({ candidates: [page, book], footer: null })).pages).toBe(1);
  expect((await makePaper({ candidates: [book, book], footer: null })).pages).toBeGreaterThan(1);
});
