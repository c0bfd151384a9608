import { expect, test } from '@jest/globals';
import { run } from './faults/restore.js';

test('a database restored from a backup under a running town sends nothing by itself', async () => {
  const options = { runs: 1, seed: 20261128 };
  const row = await run(options);
  process.stdout.write(`restore (seed ${options.seed}): ${JSON.stringify(row)}\n`);
  expect(row).toMatchObject({ lost: 0, doubled: 0, control: 'red' });
  expect(row.held).toBeGreaterThan(0);
}, 180_000);
