import { describe, expect, test } from '@jest/globals';
import type { LogEntry } from '../domain/log-entry.js';
import { csvCell, logCsvHead, logCsvLines } from './log-csv.js';

describe('a cell', () => {
  test.each([
    ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
    ['+81-90', `'+81-90`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    ['＝1+1', `'＝1+1`],
  ])('%j runs nothing in a spreadsheet', (text, cell) => expect(csvCell(text)).toBe(cell));
  test.each([
    ['避難指示', '避難指示'],
    ['a=b', 'a=b'],
    ['一、二', '一、二'],
    ['one, two', '"one, two"'],
    ['「"」', '"「""」"'],
    ['line\nline', '"line\nline"'],
    ['', ''],
  ])('control: %j stays what it is', (text, cell) => expect(csvCell(text)).toBe(cell));
});

test('a line for an entry, with no personal hash and a byte order mark before all', () => {
  const entry: LogEntry = {
    ...{ seq: 7, id: 'x', at: 1, enteredAt: 2, category: 'call', actor: '佐藤', text: '=1', source: null },
    ...{ alertId: null, data: { n: 1 }, personalHash: 'secret', prevHash: 'p', hash: 'h' },
  };
  expect(logCsvHead.codePointAt(0)).toBe(0xfeff);
  expect(logCsvHead.trim().split(',')).toHaveLength(10);
  expect(logCsvLines([entry], String)).toBe(`7,1,2,call,佐藤,'=1,,,"{""n"":1}",h\r\n`);
});
