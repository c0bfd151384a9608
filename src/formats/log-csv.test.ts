import { expect, test } from '@jest/globals';
import type { LogEntry } from '../domain/log-entry.js';
import { logCsvHead, logCsvLines } from './log-csv.js';

test('a line for an entry, with no personal hash and a byte order mark before all', () => {
  const entry: LogEntry = {
    ...{ seq: 7, id: 'x', at: 1, enteredAt: 2, category: 'call', actor: '佐藤', text: '=1', source: null },
    ...{ alertId: null, data: { n: 1 }, personalHash: 'secret', prevHash: 'p', hash: 'h' },
  };
  expect(logCsvHead.codePointAt(0)).toBe(0xfeff);
  expect(logCsvHead.trim().split(',')).toHaveLength(10);
  expect(logCsvLines([entry], String)).toBe(`7,1,2,call,佐藤,'=1,,,"{""n"":1}",h\r\n`);
});
