import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { pino } from 'pino';
import { createClock } from '../../src/platform/clock.js';
import type { StorageFault } from '../../src/platform/storage-fault.js';
import { openSqlite, openSqliteForReading } from '../../src/store/open-sqlite.js';
import { watchStorage } from '../../src/store/storage-watch.js';
import { until } from '../support/hub.js';
import { fillUnder, leaveNoRoomInTheWal } from './faults/disk-full.js';
import { spoiledRate, spoilUnder } from './faults/disk-spoiled.js';
import { startHubOn } from './hub-on.js';
import { where } from './needs.js';
import { spoilable, whyNoShim } from './shim.js';
import { mountDisk, whyNoDisk } from './small-disk.js';

const test = where(whyNoDisk() ?? whyNoShim());

test('a disk that stalls, turns read-only or fills up: answered in words and in time, nothing issued that was refused', async () => {
  const disk = mountDisk(96);
  const control = await mkdtemp(join(tmpdir(), 'todoku-storage-'));
  const dataDir = join(disk.path, 'hub');
  const shim = spoilable(control, dataDir);
  const hub = await startHubOn({ dataDir, rate: spoiledRate, ballastMegabytes: 8, env: shim.env });
  try {
    const spoiled = await spoilUnder(hub, shim);
    process.stdout.write(`spoiled disk: ${JSON.stringify(spoiled)}\n`);
    expect(spoiled.stalled).toMatchObject({ answer: '503 storage.stalled', is: 'submitted' });
    expect(spoiled.locked).toMatchObject({ answer: '503 storage.stalled', is: 'submitted' });
    expect(spoiled.readOnly).toMatchObject({ answer: '503 storage.read-only', is: 'submitted' });
    expect(spoiled.well).toMatchObject({ answer: '200 issued', is: 'issued' });
    expect(spoiled.fanOut).toMatchObject({ doubled: 0, open: 0, unsure: 0 });

    const full = await fillUnder(hub, disk, { ballastMegabytes: 8, districts: ['izui'], restart: false });
    process.stdout.write(`full disk: ${JSON.stringify(full)}\n`);
    expect(full).toMatchObject({
      ...{ notice: '507 storage.full', urgent: '200 issued', ballast: 'spent', lies: [] },
      ...{ again: '200 issued', ballastAgain: 'whole' },
    });
    expect(full.entries).toContain(
      'ディスクがいっぱいです。予備の領域を開放し、緊急の発令だけを受け付けています。空きを作ってください。',
    );
    expect(full.states['pending'] ?? 0).toBe(0);
    expect(full.states['accepted'] ?? 0).toBeGreaterThan(20);
    // Told when it changes, not by every write that meets it.
    expect(full.logLines).toBeLessThan(10);
  } finally {
    await hub.close();
    disk.close();
    await rm(control, { recursive: true, force: true });
  }
}, 120_000);

test('control: without the ballast an urgent write is refused on the same disk, with it the write is taken', async () => {
  const [without, by] = [await writeOnFullDisk(0), await writeOnFullDisk(8 << 20)];
  expect(without).toEqual({ ordinary: 'full', urgent: 'full', ordinaryAfter: 'full', kept: [] });
  expect(by).toEqual({ ordinary: 'full', urgent: 'taken', ordinaryAfter: 'full', kept: ['urgent'] });
}, 30_000);

/** The store alone, on a disk without a free block; the last write is small enough for what the ballast left. */
async function writeOnFullDisk(ballastBytes: number) {
  const disk = mountDisk(40);
  const dataDir = join(disk.path, 'hub');
  mkdirSync(dataDir);
  const storage = watchStorage({
    dataDir,
    ballastBytes,
    clock: createClock(),
    logger: pino({ enabled: false }),
  });
  try {
    const store = await openSqlite(dataDir, 'drill', 'hatoyama', storage);
    await until(async () => (storage.read().ballast === (ballastBytes ? 'whole' : 'none') ? true : null));
    await store.write(({ sql }) => sql('CREATE TABLE kept (what text, filler text)'));
    leaveNoRoomInTheWal(dataDir);
    disk.fill();
    const put = (what: 'ordinary' | 'urgent') =>
      store
        .write(({ sql }) => sql('INSERT INTO kept VALUES ($1, $2)', what, 'x'.repeat(1 << 20)), what)
        .then(
          () => 'taken',
          (error: unknown) => (error as StorageFault).trouble,
        );
    const [ordinary, urgent, ordinaryAfter] = [
      await put('ordinary'),
      await put('urgent'),
      await put('ordinary'),
    ];
    await store.close();
    const again = await openSqliteForReading(dataDir);
    const rows = await again.read.sql<{ what: string }>('SELECT what FROM kept');
    await again.close();
    return { ordinary, urgent, ordinaryAfter, kept: rows.map(({ what }) => what) };
  } finally {
    await storage.stop();
    disk.close();
  }
}

test('a write that SQLite rolled back by itself does not swallow the ones after it', async () => {
  const disk = mountDisk(40);
  const dataDir = join(disk.path, 'hub');
  try {
    const store = await openSqlite(dataDir, 'drill', 'hatoyama');
    await store.write(({ sql }) => sql('CREATE TABLE kept (what text, filler text)'));
    const put = (what: string, size: number) =>
      store.write(({ sql }) => sql('INSERT INTO kept VALUES ($1, $2)', what, 'x'.repeat(size)));
    leaveNoRoomInTheWal(dataDir);
    disk.fill();
    const refused = await put('too large', 20 << 20).then(
      () => null,
      (error: unknown) => (error as { code?: string }).code,
    );
    disk.free();
    const refusal = store.write(() => Promise.reject(new Error('a refusal in the middle')));
    await expect(refusal).rejects.toThrow('in the middle');
    await put('acknowledged', 1);
    // Another connection sees only what is committed.
    const other = await openSqliteForReading(dataDir);
    expect(await other.read.sql('SELECT what FROM kept')).toEqual([{ what: 'acknowledged' }]);
    expect(refused).toBe('SQLITE_FULL');
    await other.close();
    await store.close();
  } finally {
    disk.close();
  }
}, 30_000);
