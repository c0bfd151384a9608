import { mkdirSync } from 'node:fs';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeskDeps } from '../desk/desk.js';
import type { Logger } from '../platform/logger.js';
import { unlessStorage } from '../platform/storage-fault.js';
import { receiveTelegram } from './receive.js';

/** Milliseconds between two looks, and how long a file must have been left alone before it is read. */
const interval = 1000;
const quiet = 500;

/**
 * Telegrams by file: whatever is laid into `<dataDir>/inbox` is received, then moved to `inbox/received` or
 * `inbox/unreadable`; nothing is deleted. A file is left alone until it has stopped growing. Returns a stop function.
 */
export function watchInbox(desk: DeskDeps, dataDir: string, logger: Logger): () => Promise<void> {
  const inbox = join(dataDir, 'inbox');
  for (const folder of ['received', 'unreadable']) mkdirSync(join(inbox, folder), { recursive: true });
  let working: Promise<void> = Promise.resolve();

  async function take(name: string): Promise<void> {
    const path = join(inbox, name);
    const facts = await stat(path);
    if (!facts.isFile() || Date.now() - facts.mtimeMs < quiet) return;
    const { code } = await receiveTelegram(desk, await readFile(path), desk.clock.now());
    const folder = code === null ? 'unreadable' : 'received';
    await rename(
      path,
      join(inbox, folder, `${new Date(desk.clock.now()).toISOString().replace(/\W/g, '')}-${name}`),
    );
  }

  async function look(): Promise<void> {
    for (const name of (await readdir(inbox)).sort())
      // On a full disk it stays where it is, and is taken when there is room.
      await take(name).catch(
        unlessStorage((error) =>
          logger.error({ err: error, name }, 'a file of the inbox could not be taken'),
        ),
      );
  }

  const timer = setInterval(() => {
    working = working
      .then(look)
      .catch((error: unknown) => logger.error({ err: error }, 'the inbox cannot be read'));
  }, interval);
  return async () => {
    clearInterval(timer);
    await working;
  };
}
