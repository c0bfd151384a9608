import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLogger } from '../../../src/platform/logger.js';
import { openPostgres } from '../../../src/store/open-postgres.js';
import { watchServer } from '../../../src/store/server-storage.js';
import type { StorageState, StorageWatch } from '../../../src/store/storage-watch.js';
import type { Store } from '../../../src/store/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/tested-engine.js';

let database: TestDatabase;
let store: Store;
let storage: StorageWatch;
let now: number;
let seen: StorageState[];
beforeEach(async () => {
  database = await createTestDatabase();
  now = 1_800_000_000_000;
  seen = [];
  storage = watchServer({ clock: { now: () => now }, logger: createLogger('silent') });
  storage.onChange((state) => void seen.push(state));
  store = await openPostgres(database.url, 'drill', 'hatoyama', storage);
});
afterEach(async () => {
  await store?.close();
  await database?.drop();
});

/** The server's own answer to a write. */
const answering = (code: string) => (tx: Parameters<Parameters<Store['lot']>[0]>[0]) =>
  tx.sql(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`);
const good = () => store.write(({ sql }) => sql('SELECT 1 AS one'));

test.each([
  ['full', '53100'],
  ['failed', '58030'],
])(
  'a disk of the server that is %s is refused as this machine’s would be, shown, and over',
  async (trouble, code) => {
    for (const how of ['write', 'lot'] as const)
      await expect(store[how](answering(code))).rejects.toMatchObject({
        refusal: { refused: `storage.${trouble}` },
      });
    expect(storage.read()).toEqual({ trouble, since: now, ballast: 'none' });
    expect(store.onlyUrgent()).toBe(false);
    await good();
    expect(storage.read().trouble).toBe(trouble);
    now += 10_000;
    await good();
    expect(seen.map((state) => state.trouble)).toEqual([trouble, null]);
  },
);

test('a server that only reads, and a fault in a statement, are none of the disk’s business', async () => {
  for (const code of ['25006', '23505'])
    await expect(store.write(answering(code))).rejects.toMatchObject({ code });
  expect(seen).toEqual([]);
});
