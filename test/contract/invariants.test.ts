import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { paths } from '../../src/platform/paths.js';

/** The invariants that the product promises; each has a test that begins with its name, and a control beside it. */
const invariants = [
  'NoLoss',
  'NoLeak',
  'NoPhantom',
  'SingleSuccess',
  'OnceEffect',
  'BoundedUnsure',
  'Fence',
  'NoStale',
  'Order',
  'Preempt',
  'Bulkhead',
  'RateLimit',
  'Poison',
  'Drill',
  'FourEyes',
  'AppendOnly',
  'Recover',
  'Severed',
  'IdempotentApi',
];

const sources = ['src', 'test'].flatMap((folder) =>
  readdirSync(join(paths.root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(paths.root, folder, name), 'utf8')),
);
/** `describe('Name…` or `test('Name…`, with or without `.each(…)`. */
const namedAfter = (invariant: string) =>
  new RegExp(`\\b(describe|test)(\\.each\\([^;]*?\\))?\\(\\s*['"\`]${invariant}\\b`);
const testsOf = (invariant: string, files: readonly string[]) =>
  files.filter((source) => namedAfter(invariant).test(source));

describe('every invariant is a named test', () => {
  test.each(invariants)('%s', (invariant) => {
    expect(testsOf(invariant, sources).length).toBeGreaterThan(0);
  });

  test.each(invariants)('%s has a negative control in the same file', (invariant) => {
    const controlled = testsOf(invariant, sources).filter((source) => /['"`][^'"`]*\bcontrol\b/.test(source));
    expect(controlled.length).toBeGreaterThan(0);
  });

  test('control: a name that no test bears is missed', () => {
    expect(testsOf('NoPanic', sources)).toEqual([]);
    expect(testsOf('NoLoss', ["// NoLoss is not a test\nconst x = 'NoLoss';"])).toEqual([]);
  });
});
