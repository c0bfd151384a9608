import { expect, test } from '@jest/globals';
import { findCall } from './found-call.js';

const calledAt = 1_000_000;
const alone = { refs: new Set<string>(), earlier: 0, later: 0 };
const at = (sid: string, after: number) => ({ sid, at: calledAt + after });

test.each([
  // records, others, the call
  ['no record', [], alone, 'none'],
  ['its own record', [at('A', 0)], alone, 'A'],
  ['clocks half a minute apart', [at('A', -30_000)], alone, 'A'],
  ['a record from before it', [at('A', -61_000)], alone, 'none'],
  ['a record from long after it', [at('A', 121_000)], alone, 'none'],
  ['another delivery’s record', [at('B', 4_000)], { ...alone, refs: new Set(['B']) }, 'none'],
  ['its own beside another’s', [at('B', 4_000), at('A', 0)], { ...alone, refs: new Set(['B']) }, 'A'],
  ['an earlier try of its own', [at('A2', 0), at('A1', -20_000)], alone, 'A2'],
  ['one record for two calls', [at('?', 4_000)], { ...alone, later: 1 }, null],
  ['two records for two calls, the first of them', [at('B', 4_000), at('A', 0)], { ...alone, later: 1 }, 'A'],
  ['two records for two calls, the second', [at('B', 4_000), at('A', 0)], { ...alone, earlier: 1 }, 'B'],
  ['none for two calls', [], { ...alone, later: 1 }, 'none'],
] as const)('%s', (_, found, others, sid) => {
  expect(findCall(found, calledAt, others)).toBe(sid);
});
