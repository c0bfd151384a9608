import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { chainText, type NewLogEntry } from '../../src/domain/log-entry.js';
import { sha256 } from '../../src/platform/digest.js';
import { appendLog, verifyLog, type Anchor, type LogFault } from '../../src/store/log.store.js';
import { openSqliteForReading } from '../../src/store/open-sqlite.js';
import { openTestStore, type TestStore } from '../support/store.js';

const length = 12;
let it: TestStore;
let anchors: Anchor[];

beforeAll(async () => {
  it = await openTestStore();
  anchors = [];
  for (let i = 1; i <= length; i++) {
    const personal = i === 4 ? 'a caller’s name' : null;
    const entry = {
      at: i,
      enteredAt: i,
      category: 'note',
      actor: '記録係',
      text: `entry ${i}`,
      personal,
    } as const;
    const { seq, hash } = await it.store.write((tx) => appendLog(tx, { ...entry, data: { i } }));
    if (i % 4 === 0) anchors.push({ seq, hash });
  }
});
afterAll(() => it.close());

let copies = 0;

/** What `log verify` says of a copy of the database that somebody changed behind the hub's back, triggers removed. */
async function tampered(
  change: (db: Database.Database) => void,
  known = anchors,
): Promise<readonly LogFault[]> {
  const dir = join(it.dir, `copy-${copies++}`);
  const from = new Database(join(it.dir, 'todoku.sqlite'), { readonly: true });
  await mkdir(dir);
  await from.backup(join(dir, 'todoku.sqlite'));
  from.close();
  const db = new Database(join(dir, 'todoku.sqlite'));
  db.exec('DROP TRIGGER log_no_update; DROP TRIGGER log_no_delete; DROP TRIGGER log_no_replace');
  change(db);
  db.close();
  const store = await openSqliteForReading(dir);
  const { faults } = await verifyLog(store.read, known);
  await store.close();
  await rm(dir, { recursive: true });
  return faults;
}

describe('AppendOnly', () => {
  test('an untouched log is whole', async () => {
    expect(await verifyLog(it.store.read, anchors)).toEqual({ entries: length, faults: [], lost: [] });
    expect(await tampered(() => undefined)).toEqual([]);
  });

  test('the database itself refuses to change or delete an entry', async () => {
    const run = (text: string) => it.store.write(({ sql }) => sql(text));
    await expect(run("UPDATE log_entries SET text = 'x' WHERE seq = 3")).rejects.toThrow('append-only');
    await expect(run('DELETE FROM log_entries WHERE seq = 3')).rejects.toThrow('append-only');
    await expect(run('DELETE FROM log_entries')).rejects.toThrow('append-only');
    await expect(run('REPLACE INTO log_entries SELECT * FROM log_entries WHERE seq = 3')).rejects.toThrow(
      'append-only',
    );
  });

  test.each([
    ['at', 99],
    ['entered_at', 99],
    ['category', 'report'],
    ['actor', 'somebody else'],
    ['text', 'something else'],
    ['source', 'somewhere'],
    ['alert_id', 'another'],
    ['data', '{"i":7}'],
    ['id', 'another id'],
    ['personal_hash', 'f'.repeat(64)],
  ])('an edit of %s is located', async (column, value) => {
    const faults = await tampered((db) =>
      db.prepare(`UPDATE log_entries SET ${column} = ? WHERE seq = 6`).run(value),
    );
    expect(faults).toEqual([{ seq: 6, fault: 'edited' }]);
  });

  test('an edit with its own hash made good breaks the chain behind it', async () => {
    const faults = await tampered((db) => rehash(db, 6, 'something else'));
    expect(faults).toEqual([{ seq: 7, fault: 'chain-broken' }]);
  });

  test('a deleted entry is missed at its place', async () => {
    const faults = await tampered((db) => db.exec('DELETE FROM log_entries WHERE seq = 6'));
    expect(faults).toContainEqual({ seq: 6, fault: 'missing' });
    expect(faults).toContainEqual({ seq: 7, fault: 'chain-broken' });
  });

  test('a deletion closed up by renumbering is located', async () => {
    const faults = await tampered((db) => {
      db.exec('DELETE FROM log_entries WHERE seq = 6');
      for (let seq = 7; seq <= length; seq++)
        db.exec(`UPDATE log_entries SET seq = ${seq - 1} WHERE seq = ${seq}`);
    });
    expect(faults[0]).toEqual({ seq: 6, fault: 'chain-broken' });
  });

  test('an inserted entry is located', async () => {
    const faults = await tampered((db) => {
      for (let seq = length; seq >= 6; seq--)
        db.exec(`UPDATE log_entries SET seq = ${seq + 1} WHERE seq = ${seq}`);
      db.exec(`INSERT INTO log_entries SELECT 6, 'new', at, entered_at, category, actor, 'never said', source, alert_id,
        data, personal_hash, prev_hash, hash FROM log_entries WHERE seq = 5`);
      rehash(db, 6, 'never said');
    });
    expect(Math.min(...faults.map(({ seq }) => seq))).toBeGreaterThanOrEqual(6);
    expect(faults).toContainEqual({ seq: 7, fault: 'chain-broken' });
  });

  test('two swapped entries are located', async () => {
    const faults = await tampered((db) =>
      db.exec(`UPDATE log_entries SET seq = -1 WHERE seq = 5; UPDATE log_entries SET seq = 5 WHERE seq = 6;
        UPDATE log_entries SET seq = 6 WHERE seq = -1`),
    );
    expect(faults[0]).toEqual({ seq: 5, fault: 'chain-broken' });
    expect(faults).toContainEqual({ seq: 6, fault: 'edited' });
  });

  test('personal data that was changed is located; erased is no fault', async () => {
    const edited = await tampered((db) => db.exec("UPDATE log_personal SET body = 'another name'"));
    expect(edited).toEqual([{ seq: 4, fault: 'personal-edited' }]);
    expect(await tampered((db) => db.exec('DELETE FROM log_personal'))).toEqual([]);
  });
});

describe('AppendOnly, against the last anchor outside', () => {
  const truncate = (db: Database.Database) => db.exec('DELETE FROM log_entries WHERE seq > 10');
  const rewrite = (db: Database.Database) => {
    for (let seq = 2; seq <= length; seq++) rehash(db, seq, seq === 2 ? 'a better story' : null);
  };

  test('truncation is located', async () => {
    expect(await tampered(truncate)).toEqual([{ seq: 12, fault: 'truncated' }]);
  });

  test('wholesale rewriting is located', async () => {
    expect(await tampered(rewrite)).toEqual([
      { seq: 4, fault: 'rewritten' },
      { seq: 8, fault: 'rewritten' },
      { seq: 12, fault: 'rewritten' },
    ]);
  });

  test('control: without anchors neither shows', async () => {
    expect(await tampered(truncate, [])).toEqual([]);
    expect(await tampered(rewrite, [])).toEqual([]);
  });
});

/** Gives an entry another text and the hash that fits it, over whatever stands before it now. */
function rehash(db: Database.Database, seq: number, text: string | null): void {
  const read = db.prepare('SELECT * FROM log_entries WHERE seq = ?');
  const before = read.get(seq - 1) as { hash: string };
  const row = read.get(seq) as Record<string, string>;
  const entry = {
    ...row,
    enteredAt: row['entered_at'],
    alertId: row['alert_id'],
    personalHash: row['personal_hash'],
    text: text ?? row['text'],
    data: JSON.parse(row['data'] ?? '{}') as object,
  } as unknown as NewLogEntry;
  const hash = sha256(chainText(entry, seq, before.hash));
  db.prepare('UPDATE log_entries SET text = ?, prev_hash = ?, hash = ? WHERE seq = ?').run(
    entry.text,
    before.hash,
    hash,
    seq,
  );
}
