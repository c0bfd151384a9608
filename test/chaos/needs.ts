import { test } from '@jest/globals';

/** `test`, or a skipped one that says what this machine lacks. CI must have everything: there it runs, and fails. */
export function where(lacking: string | null): typeof test | typeof test.skip {
  if (lacking === null || process.env['CI']) return test;
  process.stderr.write(`skipped: ${lacking}\n`);
  return test.skip;
}
