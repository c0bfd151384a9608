import { expect, test } from '@jest/globals';
import { spreadsheetCsv } from './spreadsheet-csv.js';

test('a byte order mark, commas, quotes and line ends as RFC 4180 has them', () => {
  expect(
    spreadsheetCsv([
      ['番号', '内容'],
      [1, 'a "b", c\nd'],
      [2, null],
    ]),
  ).toBe('\uFEFF番号,内容\r\n1,"a ""b"", c\nd"\r\n2,\r\n');
});

test.each(['=1+1', '+81', '-1', '@SUM(A1)', '\t=1', '＝1', '＋1', '－1', '＠x'])(
  'a resident’s %j is text in every spreadsheet',
  (text) => expect(spreadsheetCsv([[text]])).toMatch(/^\uFEFF"?'/),
);

test('control: a number and plain words stay as they are', () => {
  expect(spreadsheetCsv([[-5, '石坂で冠水 -3cm']])).toBe('\uFEFF-5,石坂で冠水 -3cm\r\n');
});
