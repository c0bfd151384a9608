import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csv } from './csv.js';

test('Excel knows the encoding, and commas, quotes and line breaks stay in their cell', () => {
  expect(
    csv(
      ['名前', '件数'],
      [
        ['鳩山, "町"', 3],
        ['二\n行', null],
      ],
    ),
  ).toBe('\uFEFF名前,件数\r\n"鳩山, ""町""",3\r\n"二\n行",\r\n');
});

test.each(['=HYPERLINK("http://x")', '+81901234', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＠x'])(
  'a text that begins like a formula is made a text: %j',
  (text) => {
    const [, row = ''] = csv(['a'], [[text]]).split(/\r\n/);
    expect(row.replace(/^"/, '').startsWith("'")).toBe(true);
  },
);

test('a number is a number, below zero too', () => {
  expect(csv(['a'], [[-5]])).toBe('\uFEFFa\r\n-5\r\n');
});

test('no text whatever begins a cell as a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const body = csv(['a'], [[text]]).slice(4);
      expect(body.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r](?!\n)/);
    }),
  );
});
