import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { backupCommand } from '../../src/cli/backup.js';
import { restoreCommand } from '../../src/cli/restore.js';
import { readAnchors } from '../../src/headquarters/anchor.js';
import { parseConfig, type Config } from '../../src/platform/config.js';
import { newId } from '../../src/platform/id.js';
import { SessionRow } from '../../src/store/entities/officer.entity.js';
import { DeliveryRow, TaskRow } from '../../src/store/entities/delivery.entity.js';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import type { Manifest } from '../../src/store/backup/manifest.js';
import { appendLog, readLogHead, verifyLog, type LogVerdict } from '../../src/store/log.store.js';
import { openSqlite, openSqliteForReading } from '../../src/store/open-sqlite.js';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../support/store.js';

let home: string;
let dataDir: string;
let backup: string;
let said: string[];
const print = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line) };
const states = [
  'pending',
  'sending',
  'accepted',
  'delivered',
  'refused',
  'unsure',
  'held',
  'expired',
] as const;

const configFor = (dir: string, more: object = {}): Config =>
  parseConfig(
    {
      world: 'drill',
      town: 'hatoyama',
      dataDir: dir,
      http: { host: '127.0.0.1', port: 1 },
      channels: { virtualTown: { url: 'http://127.0.0.1:1' } },
      ...more,
    },
    {},
  );
const takeBackup = (to = backup) => backupCommand(configFor(dataDir), { to }, print);
const restore = (options: object = {}, dir = dataDir, more: object = {}) =>
  restoreCommand(configFor(dir, more), backup, { by: '情報担当', ...options }, print);
const reading = async <T>(work: (store: Store) => Promise<T>, dir = dataDir): Promise<T> => {
  const store = await openSqliteForReading(dir);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};
const writing = async <T>(work: (store: Store) => Promise<T>, dir = dataDir): Promise<T> => {
  const store = await openSqlite(dir, 'drill', 'hatoyama');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};
const note = (store: Store, text: string) =>
  store.write((tx) => appendLog(tx, { at: 1, enteredAt: 1, category: 'note', actor: '記録係', text }));
/** Anchors the log's head, as the hub does. */
const anchor = async (store: Store, dir = dataDir) =>
  writeFile(
    join(dir, 'log-anchor.jsonl'),
    `${JSON.stringify({ ...(await readLogHead(store.read)), at: 1 })}\n`,
    {
      flag: 'a',
    },
  );
const verdict = (dir = dataDir): Promise<LogVerdict> =>
  reading((store) => verifyLog(store.read, readAnchors(dir)), dir);

/** A delivery in each state, a submission, a session, a log of three entries with its anchor. */
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'todoku-backup-'));
  dataDir = join(home, 'data');
  backup = join(home, 'backups', 'first');
  said = [];
  await writing(async (store) => {
    const { versionId } = await issue(store, {
      channel: 'sms',
      targets: targetsOf(states.length),
      now: 1000,
    });
    const rows = await deliveriesOf(store);
    await store.write(async ({ rows: table }) => {
      for (const [i, state] of states.entries())
        await table.update(
          DeliveryRow,
          { id: rows[i]?.id ?? 0 },
          {
            state,
            heldReason: state === 'held' ? 'unsure' : null,
            leaseUntil: state === 'sending' ? 2000 : null,
          },
        );
      const row = await table.findOneByOrFail(VersionRow, { id: versionId });
      for (const [n, status] of (['submitted', 'draft'] as const).entries())
        await table.insert(VersionRow, {
          ...row,
          id: newId(),
          n: n + 2,
          status,
          issuedAt: null,
          issuedSeq: null,
          lapsesAt: 9e12,
        });
      await table.insert(SessionRow, {
        ...{ idHash: 'h', officerId: 'o', createdAt: 1, seenAt: 1, expiresAt: 9e12, revokedAt: null },
      });
    });
    for (const text of ['one', 'two', 'three']) await note(store, text);
    await anchor(store);
  });
  await writeFile(join(dataDir, 'intake-token'), 'token', { mode: 0o600 });
  await mkdir(join(dataDir, 'keys'));
  await writeFile(join(dataDir, 'keys', 'push.pem'), 'key', { mode: 0o644 });
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('a backup', () => {
  test('beside a writing process holds one moment, the files beside it, and says what', async () => {
    await writing(async (store) => {
      expect(await takeBackup()).toBe(0);
      await note(store, 'after the backup');
    });
    expect(said.join('\n')).toContain('read back and whole');
    const manifest = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8')) as Manifest;
    expect(manifest).toMatchObject({
      ...{ world: 'drill', town: 'hatoyama', engine: 'sqlite', versions: 3 },
      deliveries: Object.fromEntries(states.map((state) => [state, 1])),
      log: { entries: 3 },
    });
    expect(manifest.files.map(({ name }) => name)).toEqual([
      'todoku.sqlite',
      'intake-token',
      'keys/push.pem',
      'log-anchor.jsonl',
    ]);
  });

  test('is its owner’s alone, and leaves nothing unfinished beside it', async () => {
    await takeBackup();
    const modes = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await modes(backup)).toBe('700');
    expect(await modes(join(backup, 'keys'))).toBe('700');
    for (const name of ['todoku.sqlite', 'manifest.json', 'intake-token', 'keys/push.pem'])
      expect([name, await modes(join(backup, name))]).toEqual([name, '600']);
    expect(await readdir(join(home, 'backups'))).toEqual(['first']);
  });

  test('overwrites nothing', async () => {
    await takeBackup();
    const before = await readFile(join(backup, 'manifest.json'), 'utf8');
    expect(await takeBackup()).toBe(1);
    expect(said.at(-1)).toContain('Nothing is overwritten');
    expect(await readFile(join(backup, 'manifest.json'), 'utf8')).toBe(before);
  });

  test('without --to stands in the data directory under the time, and is no part of the next', async () => {
    const other = join(home, 'other');
    expect(await backupCommand(configFor(dataDir), {}, print)).toBe(0);
    const [name] = await readdir(join(dataDir, 'backups'));
    expect(name).toMatch(/^backup-\d{4}-\d{2}-\d{2}T\d{4}$/);
    await takeBackup(other);
    expect((await readdir(other)).sort()).toEqual(
      ['intake-token', 'keys', 'log-anchor.jsonl', 'manifest.json', 'todoku.sqlite'].sort(),
    );
  });

  test('of a log that somebody changed is not kept', async () => {
    const db = new Database(join(dataDir, 'todoku.sqlite'));
    db.exec(`DROP TRIGGER log_no_update; UPDATE log_entries SET text = 'else' WHERE seq = 2`);
    db.close();
    expect(await takeBackup()).toBe(1);
    expect(said.at(-1)).toContain('log entry 2: edited');
    expect(await readdir(join(home, 'backups'))).toEqual([]);
  });

  test('of nothing is refused', async () => {
    expect(await backupCommand(configFor(join(home, 'nothing')), { to: backup }, print)).toBe(1);
    expect(said.at(-1)).toContain('There is no database');
  });
});

describe('a restore takes everything out of motion (Recover)', () => {
  test('what was on its way is held under a task, submissions lapse, sessions end, drafts stay', async () => {
    await takeBackup();
    expect(await restore({ replace: true })).toBe(0);
    await reading(async (store) => {
      expect(await statesOf(store)).toEqual({ accepted: 1, delivered: 1, refused: 1, held: 4, expired: 1 });
      const reasons = (await deliveriesOf(store)).map(({ heldReason }) => heldReason);
      expect(reasons.filter(Boolean).sort()).toEqual(['restored', 'restored', 'restored', 'unsure']);
      const tasks = await store.read.rows.find(TaskRow);
      expect(tasks.map(({ reason, closedAt }) => [reason, closedAt]).sort()).toEqual([
        ['restored', null],
        ['unsure', null],
      ]);
      const versions = await store.read.rows.find(VersionRow, { order: { n: 'ASC' } });
      expect(versions.map(({ status }) => status)).toEqual(['issued', 'lapsed', 'draft']);
      expect(await store.read.sql('SELECT 1 FROM sessions WHERE revoked_at IS NULL')).toEqual([]);
      const [entry] = await store.read.sql<{ actor: string; text: string }>(
        'SELECT actor, text FROM log_entries ORDER BY seq DESC LIMIT 1',
      );
      expect(entry).toEqual({ actor: '情報担当', text: expect.stringContaining('3 件を保留') });
    });
  });

  test('an outcome of before the backup finds its fence gone', async () => {
    const before = await reading(deliveriesOf);
    await takeBackup();
    await restore({ replace: true });
    const sending = (await reading(deliveriesOf)).find(({ id }) => id === before[1]?.id);
    expect(sending?.fence).toBe((before[1]?.fence ?? 0) + 1);
  });

  test('into an empty directory brings the files and the anchors along', async () => {
    await takeBackup();
    const fresh = join(home, 'fresh');
    expect(await restore({}, fresh)).toBe(0);
    expect(await readFile(join(fresh, 'keys', 'push.pem'), 'utf8')).toBe('key');
    expect(readAnchors(fresh).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(await verdict(fresh)).toEqual({ entries: 4, faults: [], lost: [] });
    expect(await writing(async () => 'opens', fresh)).toBe('opens');
  });
});

describe('what a restore lost is said, not hidden', () => {
  beforeEach(async () => {
    await takeBackup();
    await writing(async (store) => {
      for (const text of ['four', 'five', 'six']) await note(store, text);
      await anchor(store);
    });
    await restore({ replace: true });
  });

  test('the log names the lost entries, and verify tells them without calling them a fault', async () => {
    expect(await verdict()).toEqual({ entries: 4, faults: [], lost: [{ from: 4, to: 6, saidIn: 4 }] });
    expect(said.join('\n')).toContain('entries 4 to 6 are lost');
    const aside = (await readdir(dataDir)).filter((name) =>
      name.startsWith('log-anchor.jsonl.before-restore'),
    );
    expect(aside).toHaveLength(1);
    expect(await readFile(join(dataDir, aside[0] ?? ''), 'utf8')).not.toContain('restored');
  });

  test('the anchors as they were kept elsewhere still show it', async () => {
    const elsewhere = readAnchors(dataDir).filter(({ restored }) => restored === undefined);
    const { faults } = await reading((store) => verifyLog(store.read, elsewhere));
    expect(faults).toEqual([{ seq: 6, fault: 'truncated' }]);
  });

  test('a later truncation still shows, and a line in the anchor file alone explains nothing', async () => {
    await writing(async (store) => {
      for (let i = 0; i < 4; i++) await note(store, `later ${i}`);
      await anchor(store);
    });
    expect((await verdict()).faults).toEqual([]);
    const db = new Database(join(dataDir, 'todoku.sqlite'));
    db.exec('DROP TRIGGER log_no_delete; DELETE FROM log_entries WHERE seq > 6');
    const { hash } = db.prepare('SELECT hash FROM log_entries WHERE seq = 6').get() as { hash: string };
    db.close();
    expect((await verdict()).faults).toEqual([{ seq: 8, fault: 'truncated' }]);
    const forged = { seq: 6, hash, at: 1, restored: { after: 5 } };
    await writeFile(join(dataDir, 'log-anchor.jsonl'), `${JSON.stringify(forged)}\n`, { flag: 'a' });
    expect((await verdict()).faults).toEqual([{ seq: 8, fault: 'truncated' }]);
  });

  test('a second restore of the same backup says its own loss', async () => {
    await writing(async (store) => {
      for (let i = 0; i < 4; i++) await note(store, `later ${i}`);
      await anchor(store);
    });
    expect(await restore({ replace: true })).toBe(0);
    expect(await verdict()).toEqual({ entries: 4, faults: [], lost: [{ from: 4, to: 8, saidIn: 4 }] });
  });
});

describe('a restore destroys nothing and refuses', () => {
  beforeEach(async () => {
    await takeBackup();
  });
  const untouched = async (): Promise<void> => {
    expect(await reading(statesOf)).toMatchObject({ pending: 1, sending: 1, unsure: 1 });
    expect((await readdir(dataDir)).filter((name) => /before-restore|restoring/.test(name))).toEqual([]);
  };

  test('while a hub runs on the directory', async () => {
    await writing(async () => expect(await restore({ replace: true })).toBe(3));
    expect(said.at(-1)).toMatch(/^Another process/);
    await untouched();
  });

  test('over a database that is there, unless told to move it aside', async () => {
    expect(await restore()).toBe(1);
    expect(said.at(-1)).toContain('--replace');
    await untouched();
    await writeFile(join(dataDir, 'intake-token'), 'a newer token');
    await restore({ replace: true });
    const aside = (await readdir(dataDir)).filter((name) => name.includes('.before-restore-')).sort();
    expect(aside.map((name) => name.split('.before-restore-')[0])).toEqual([
      'intake-token',
      'log-anchor.jsonl',
      'todoku.sqlite',
    ]);
    const kept = new Database(join(dataDir, aside[2] ?? ''), { readonly: true });
    expect(kept.prepare(`SELECT COUNT(*) AS n FROM deliveries WHERE state = 'pending'`).get()).toEqual({
      n: 1,
    });
    kept.close();
    expect(await readFile(join(dataDir, 'intake-token'), 'utf8')).toBe('token');
  });

  test('what a dead hub left in its write-ahead log goes aside with its database', async () => {
    const db = new Database(join(dataDir, 'todoku.sqlite'));
    db.exec(`UPDATE versions SET reason = 'written last'`);
    const copy = join(home, 'dead');
    await cp(dataDir, copy, { recursive: true });
    db.close();
    expect((await stat(join(copy, 'todoku.sqlite-wal'))).size).toBeGreaterThan(0);
    expect(await restore({ replace: true }, copy)).toBe(0);
    expect(existsSync(join(copy, 'todoku.sqlite-wal'))).toBe(false);
    const [name] = (await readdir(copy)).filter((one) => /^todoku.sqlite.before-restore-\w+$/.test(one));
    const kept = new Database(join(copy, name ?? ''), { readonly: true });
    expect(kept.prepare('SELECT reason FROM versions LIMIT 1').get()).toEqual({ reason: 'written last' });
    kept.close();
  });

  test('over a database that is too damaged to be read', async () => {
    await writeFile(
      join(dataDir, 'todoku.sqlite'),
      'no database at all, for more than a hundred bytes '.repeat(9),
    );
    expect(await restore({ replace: true })).toBe(0);
    expect(await verdict()).toMatchObject({ entries: 4, faults: [] });
  });

  test('another world or town, also where its manifest lies', async () => {
    const live = {
      world: 'live',
      channels: {
        sms: {
          accountSid: 'AC00000000000000000000000000000000',
          authToken: { env: 'TODOKU_X' },
          from: '+15005550006',
        },
      },
    };
    const manifest = join(backup, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    expect(await restore({}, join(home, 'live'), live)).toBe(1);
    expect(said.at(-1)).toContain('another world or town (drill, hatoyama)');
    await writeFile(manifest, text.replace('"world": "drill"', '"world": "live"'));
    expect(await restore({}, join(home, 'live'), live)).toBe(1);
    expect(said.at(-1)).toContain('another world or town (drill, hatoyama)');
    expect(existsSync(join(home, 'live', 'todoku.sqlite'))).toBe(false);
    await untouched();
  });

  test('a schema that a newer program made', async () => {
    const manifest = join(backup, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('FirstLight1763700000000', 'Later1900000000000'));
    expect(await restore({ replace: true })).toBe(1);
    expect(said.at(-1)).toContain('Later1900000000000');
    await untouched();
  });

  test.each(['todoku.sqlite', 'intake-token'])('a flipped bit in %s', async (name) => {
    const bytes = await readFile(join(backup, name));
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    await chmod(join(backup, name), 0o600);
    await writeFile(join(backup, name), bytes);
    expect(await restore({ replace: true })).toBe(1);
    expect(said.at(-1)).toContain(`${name} is broken`);
    await untouched();
  });

  test.each([
    ['a missing file', (text: string) => text.replace('intake-token', 'intake-tokens')],
    ['a name that leads out of the folder', (text: string) => text.replace('intake-token', '../secret')],
    ['no JSON', () => '{'],
    ['another format', (text: string) => text.replace('"format": 1', '"format": 2')],
  ])('%s', async (_, change) => {
    const manifest = join(backup, 'manifest.json');
    await writeFile(manifest, change(await readFile(manifest, 'utf8')));
    expect(await restore({ replace: true })).toBe(1);
    await untouched();
  });
});
