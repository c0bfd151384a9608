import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLogger } from '../platform/logger.js';
import { createNotifier } from '../platform/notifier.js';
import { appendLog } from '../store/log.store.js';
import { openSqlite } from '../store/open-sqlite.js';
import type { Store } from '../store/store.js';
import { readAnchors, startLogAnchor } from './anchor.js';

let dir: string;
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'todoku-anchor-'));
  store = await openSqlite(dir, 'drill', 'hatoyama');
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

const anchorOnce = async () => {
  const entry = { at: 1, enteredAt: 1, category: 'note', actor: 'test', text: 'an entry' } as const;
  await store.write((tx) => appendLog(tx, entry));
  const notifier = createNotifier((error) => {
    throw error;
  });
  await startLogAnchor(store, dir, { now: () => 1, notifier, logger: createLogger('silent') }).close();
};

test('half a line, left by a power cut or a full disk, anchors nothing and spoils nothing', async () => {
  await anchorOnce();
  await appendFile(join(dir, 'log-anchor.jsonl'), '{"seq":2,"ha');
  expect(readAnchors(dir).map(({ seq }) => seq)).toEqual([1]);
  await anchorOnce();
  expect(readAnchors(dir).map(({ seq }) => seq)).toEqual([1, 2]);
});

test('a line that is whole and wrong is still an error', async () => {
  await anchorOnce();
  const file = join(dir, 'log-anchor.jsonl');
  await writeFile(file, `${await readFile(file, 'utf8')}{"seq":2,"ha\n`);
  expect(() => readAnchors(dir)).toThrow();
});
