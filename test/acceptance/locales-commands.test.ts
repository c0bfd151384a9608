/** Who reviewed what, and a translator's spreadsheet: through the command's own functions, on a copy of the phrasebook. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readXlsxFile from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import { localesExport, localesImport, localesReport, localesReview } from '../../src/cli/locales.js';
import { loadPhrasebook } from '../../src/platform/phrasebook.js';
import { readReviews } from '../../src/platform/reviews.js';

let root = '';
let said: string[] = [];
const options = () => ({
  ...{ configDir: 'config', localesDir: join(root, 'locales'), dataDir: join(root, 'data') },
  out: (line: string) => void said.push(line),
  err: (line: string) => void said.push(`! ${line}`),
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'locales-'));
  said = [];
  cpSync('locales', join(root, 'locales'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const file = () => join(root, 'vi.xlsx');
const textOf = (key: string): string =>
  (JSON.parse(readFileSync(join(root, 'locales/vi/message.json'), 'utf8')) as Record<string, string>)[key] ??
  '';

/** The exported rows with one cell changed, as a translator sends them back. */
async function sendBack(change: (rows: string[][]) => void): Promise<void> {
  const [first] = await readXlsxFile(file());
  const rows = (first?.data ?? []).map((row) => row.map((value) => String(value ?? '')));
  change(rows);
  await writeXlsxFile(rows.map((row) => row.map((value) => ({ value, type: String })))).toFile(file());
}
const rowOf = (rows: string[][], key: string): string[] => rows.find(([each]) => each === key) ?? [];

test('a spreadsheet goes out with the Japanese beside it and comes back changed', async () => {
  expect(await localesExport('vi', file(), options())).toBe(0);
  await sendBack((rows) => (rowOf(rows, 'apology')[3] = 'Chúng tôi rất xin lỗi.'));
  expect(await localesImport('vi', file(), options())).toBe(0);
  expect(textOf('apology')).toBe('Chúng tôi rất xin lỗi.');
  expect(said.at(-1)).toMatch(/: [01] of \d+ sentences changed/u);
});

test('a changed placeholder, an unknown key and letters in pieces are refused, and nothing is taken over', async () => {
  await localesExport('vi', file(), options());
  const before = textOf('where');
  await sendBack((rows) => {
    rowOf(rows, 'where')[3] = 'Khu vực: {{place}}.';
    rowOf(rows, 'apology')[0] = 'apologies';
    rowOf(rows, 'tell-neighbours')[3] = 'Hãy báo cho hàng xóm.'.normalize('NFD');
  });
  expect(await localesImport('vi', file(), options())).toBe(1);
  expect(textOf('where')).toBe(before);
  for (const part of [
    'where: has the placeholders "place" instead of "places"',
    'apologies: is no sentence',
    'tell-neighbours: has spaces around it or letters that are not in NFC',
  ])
    expect(said.some((line) => line.includes(part))).toBe(true);
});

test('a review signs the present text, is counted, and lapses with an edit', async () => {
  expect(localesReview('vi', ['apology', 'where'], { ...options(), by: 'A. Reader', at: 0 })).toBe(0);
  const state = () =>
    loadPhrasebook('config', join(root, 'locales'), readReviews(join(root, 'data'))).reviews.vi;
  expect([state()['apology'], state()['where'], state()['shelters']]).toEqual([
    'reviewed',
    'reviewed',
    'unreviewed',
  ]);
  expect(localesReport(options())).toBe(0);
  expect(said.find((line) => line.startsWith('vi'))).toMatch(/ 2 .*A\. Reader, 1970-01-01$/u);
  await localesExport('vi', file(), options());
  await sendBack((rows) => (rowOf(rows, 'apology')[3] = 'Xin lỗi.'));
  await localesImport('vi', file(), options());
  expect([state()['apology'], state()['where']]).toEqual(['unreviewed', 'reviewed']);
});

test('what does not exist is said', async () => {
  expect(await localesExport('xx', file(), options())).toBe(2);
  expect(await localesImport('vi', join(root, 'nothing.xlsx'), options())).toBe(2);
  expect(localesReview('vi', ['nothing'], { ...options(), by: 'A', at: 0 })).toBe(2);
  expect(said.every((line) => line.startsWith('! '))).toBe(true);
});
