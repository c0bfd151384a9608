/** Files of the chronology: the bytes once, held by the entries that name them, gone when nobody does or their time is over. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readChronology, filterOf } from '../../src/headquarters/chronology.js';
import { addLogEntry } from '../../src/desk/log-entry.js';
import type { DeskDeps } from '../../src/desk/desk.js';
import { erase, wouldErase } from '../../src/headquarters/retention.js';
import { uploadWaits, type LogAttachment } from '../../src/domain/attachment.js';
import { factsOf, type LogFacts } from '../../src/domain/chronology.js';
import type { LogEntry } from '../../src/domain/log-entry.js';
import { day } from '../../src/domain/retention.js';
import { loadTown } from '../../src/platform/town.js';
import { sha256 } from '../../src/platform/digest.js';
import { claimAttachments, keepAttachment, readAttachment } from '../../src/store/attachment.store.js';
import { verifyLog } from '../../src/store/log.store.js';
import type { ChronologyQuery } from '../../src/wire/chronology.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { say } from './support.js';

const rule = { deliveries: 400, logPersonal: 1830, telegrams: 1830, sessions: 90, answers: 7 };
const officer = { id: 'o', name: '佐藤 花子', roles: ['drafter'] as const };
const plain = factsOf({ category: 'note', data: {} });
const start = Date.UTC(2027, 5, 1);

let it: TestStore;
beforeEach(async () => {
  it = await openTestStore();
});
afterEach(() => it.close());

const photo = (words: string): { file: LogAttachment; bytes: Buffer } => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(words)]);
  const facts = { sha256: sha256(bytes), type: 'image/jpeg' as const, size: bytes.length };
  return { bytes, file: { ...facts, name: `${words}.jpg` } };
};
const upload = async (words: string, now = start): Promise<LogAttachment> => {
  const { file, bytes } = photo(words);
  await it.store.write((tx) => keepAttachment(tx, file, bytes, now));
  return file;
};
const town = loadTown('config', 'hatoyama');
const deps = () => ({ store: it.store, notifier: { notify: () => undefined }, town }) as unknown as DeskDeps;
const write = async (facts: Partial<LogFacts> | null, now = start, follows?: LogEntry) =>
  (await addLogEntry(
    deps(),
    { officer, now, at: now },
    {
      ...{ at: now, category: 'report', text: '石坂で冠水', source: null, personal: null },
      ...(facts && { facts: { ...plain, ...facts } }),
      ...(follows && { follows: { seq: follows.seq, as: 'progress' as const } }),
    },
  )) as LogEntry;
const list = async (query: ChronologyQuery = {}) =>
  (await readChronology(it.store.read, filterOf(query), { before: null, limit: 9 })).entries;
const run = (now: number) => erase({ store: it.store, rule, now, say, goOn: () => Promise.resolve(true) });
const rows = async () =>
  (await it.store.read.sql<{ n: number }>('SELECT COUNT(*) AS n FROM attachments'))[0]?.n ?? -1;
const there = async (file: LogAttachment) => (await readAttachment(it.store.read, file.sha256)) !== null;

describe('uploading and naming', () => {
  test('the same bytes are stored once, and come back as they were', async () => {
    const file = await upload('flood');
    await upload('flood');
    expect(await rows()).toBe(1);
    const read = await readAttachment(it.store.read, file.sha256);
    expect(read).toEqual({ type: 'image/jpeg', bytes: photo('flood').bytes });
  });

  test('only what is there can be claimed, and only as it is', async () => {
    const file = await upload('flood');
    const claim = (...named: LogAttachment[]) => it.store.write((tx) => claimAttachments(tx, named, start));
    expect(await claim(file)).toBe(true);
    expect(await claim(file, { ...file, name: 'the same again.jpg' })).toBe(true);
    expect(await claim({ ...file, size: file.size + 1 })).toBe(false);
    expect(await claim({ ...file, type: 'image/png' })).toBe(false);
    expect(await claim(file, photo('never uploaded').file)).toBe(false);
  });

  test('a thread shows each file with the entry that brought it; a follow-up without facts repeats none', async () => {
    const [first, second] = [await upload('first'), await upload('second')];
    const entry = await write({ attachments: [first] });
    const next = await write({ attachments: [second] }, start, entry);
    await write(null, start, next);
    expect((await list())[0]?.attachments).toEqual([
      { ...first, seq: entry.seq, kept: true },
      { ...second, seq: next.seq, kept: true },
    ]);
    expect(entry.data).toMatchObject({ facts: { attachments: [first] } });
    expect((await verifyLog(it.store.read, [])).faults).toEqual([]);
  });

  test('the chain holds which files are an entry’s: another digest, place or name shows', async () => {
    const file = await upload('flood');
    const { seq } = await write({ attachments: [file], place: { lat: 35.97, lng: 139.33 } });
    const [row] = await it.store.read.sql<{ data: string }>(
      'SELECT data FROM log_entries WHERE seq = $1',
      seq,
    );
    for (const [from, to] of [
      [file.sha256, sha256('another')],
      ['flood.jpg', 'sunshine.jpg'],
      ['35.97', '35.98'],
    ] as const) {
      const data = row?.data.replace(from, to) ?? '';
      expect(data).not.toBe(row?.data);
      const forged: TestStore['store']['read'] = {
        ...it.store.read,
        sql: async <Row>(text: string, ...values: (string | number | boolean | null)[]) => {
          const read = await it.store.read.sql<Row & { data?: string }>(text, ...values);
          return read.map((one) => ('data' in one ? { ...one, data } : one));
        },
      };
      expect((await verifyLog(forged, [])).faults).toEqual([{ seq, fault: 'edited' }]);
    }
  });
});

describe('a place', () => {
  test('is found by the filter, goes on with the thread, and ends with a correction', async () => {
    await write({});
    const first = await write({ place: { lat: 35.97, lng: 139.33 } });
    const carried = await write(null, start, first);
    expect(await list({ placed: 'yes' })).toMatchObject([{ root: first.seq, place: { lat: 35.97 } }]);
    await write({ place: null }, start, carried);
    expect(await list({ placed: 'yes' })).toEqual([]);
    expect(await list()).toHaveLength(2);
  });
});

describe('when their time is over', () => {
  test('an upload that no entry names is swept after a day, one that is named stays', async () => {
    const [named, unnamed] = [await upload('named'), await upload('unnamed')];
    await write({ attachments: [named] });
    await run(start + uploadWaits - 1);
    expect([await there(named), await there(unnamed)]).toEqual([true, true]);
    const { counts } = await run(start + uploadWaits + 1);
    expect([await there(named), await there(unnamed)]).toEqual([true, false]);
    expect(counts.logPersonal).toBe(0);
  });

  test('uploaded again, or about to be named, it waits a day from then', async () => {
    const [again, claimed] = [await upload('again'), await upload('claimed')];
    await upload('again', start + uploadWaits);
    await it.store.write((tx) => claimAttachments(tx, [claimed], start + uploadWaits));
    await run(start + uploadWaits + 1);
    expect([await there(again), await there(claimed)]).toEqual([true, true]);
  });

  test('after the term of the log’s personal rows they are erased; the entry says so, and the chain verifies', async () => {
    const file = await upload('flood');
    const entry = await write({ attachments: [file] });
    const over = start + rule.logPersonal * day;
    await run(over - day);
    expect((await list({ category: 'officers' }))[0]?.attachments).toMatchObject([{ kept: true }]);
    expect((await wouldErase(it.store, rule, over + day)).logPersonal).toBe(1);
    expect((await run(over + day)).counts.logPersonal).toBe(1);
    expect(await there(file)).toBe(false);
    expect((await list({ category: 'officers' }))[0]?.attachments).toEqual([
      { ...file, seq: entry.seq, kept: false },
    ]);
    expect((await verifyLog(it.store.read, [])).faults).toEqual([]);
    expect((await run(over + 2 * day)).counts.logPersonal).toBe(0);
  });

  test('bytes that a younger entry names too stay for that one; the old one’s are gone', async () => {
    const file = await upload('flood');
    const old = await write({ attachments: [file] });
    const late = start + 1000 * day;
    const young = await write({ attachments: [file] }, late);
    await run(start + (rule.logPersonal + 1) * day);
    expect(await there(file)).toBe(true);
    const kept = new Map(
      (await list({ category: 'officers' })).map((one) => [one.root, one.attachments[0]?.kept]),
    );
    expect([kept.get(old.seq), kept.get(young.seq)]).toEqual([false, true]);
    // Named anew by a follow-up that only repeats it, what is gone is not held again.
    await run(late + (rule.logPersonal + 1) * day);
    await write(null, late + (rule.logPersonal + 1) * day, young);
    const again = (await list({ category: 'officers' })).find(({ root }) => root === young.seq);
    expect(again?.attachments).toMatchObject([{ kept: false }]);
  });

  test('many of them go by small lots', async () => {
    for (let n = 0; n < 20; n++) await write({ attachments: [await upload(`photo ${n}`)] });
    const { counts } = await run(start + (rule.logPersonal + 1) * day);
    expect(counts.logPersonal).toBe(20);
    expect(await rows()).toBe(0);
  });
});
