import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { filterOf, readChronology, readWholeChronology } from '../../src/headquarters/chronology.js';
import { addLogEntry, type OfficersEntry } from '../../src/desk/log-entry.js';
import type { DeskDeps } from '../../src/desk/desk.js';
import { factsOf, type LogFacts } from '../../src/domain/chronology.js';
import type { LogEntry } from '../../src/domain/log-entry.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { markLook, readLook } from '../../src/store/chronology.store.js';
import { appendLog, verifyLog } from '../../src/store/log.store.js';
import type { ChronologyQuery } from '../../src/wire/chronology.js';
import { openTestStore, type TestStore } from '../support/store.js';

let it: TestStore;
const open = async (): Promise<void> => {
  it = await openTestStore();
};
const close = () => it.close();

const officer = { id: 'o', name: '佐藤 花子', roles: ['drafter'] as const };
const plain = factsOf({ category: 'note', data: {} });
const deps = () => ({ store: it.store, notifier: { notify: () => undefined } }) as unknown as DeskDeps;

const write = async (text: string, facts: Partial<LogFacts> = {}, more: Partial<OfficersEntry> = {}) => {
  const entry: OfficersEntry = {
    ...{ at: 1000, category: 'call', text, source: null, personal: null },
    facts: { ...plain, ...facts },
    ...more,
  };
  const answer = await addLogEntry(deps(), { officer, now: 2000, at: 2000 }, entry);
  return answer as LogEntry;
};
const refusedBy = async (more: Partial<OfficersEntry>): Promise<string | null> => {
  const answer = await write('x', {}, more);
  return isRefusal(answer) ? answer.refused : null;
};
const hubs = (text: string, category: 'issue' | 'telegram' | 'call' = 'telegram') =>
  it.store.write((tx) =>
    appendLog(tx, { at: 1, enteredAt: 1, category, actor: 'Todoku', text, data: { n: 1 } }),
  );
const list = async (query: ChronologyQuery = {}) => {
  const page = { before: query.before ?? null, limit: query.limit ?? 100 };
  return (await readChronology(it.store.read, filterOf(query), page)).entries;
};
const texts = async (query: ChronologyQuery = {}) => (await list(query)).map(({ text }) => text);

describe('a correction and a change of status are new entries of one thread', () => {
  beforeEach(open);
  afterEach(close);

  test('the list shows the present words and state, and everything that led there', async () => {
    const first = await write('石坂で冠水', { status: 'open', district: 'ishizaka', to: '本部' });
    const fixed = await write(
      '石坂ではなく須江で冠水',
      { status: 'open', district: 'sue', to: '本部' },
      {
        follows: { seq: first.seq, as: 'correction' },
      },
    );
    const done = await write(
      '排水が終わった',
      { status: 'done', district: 'sue', to: '本部' },
      {
        ...{ follows: { seq: fixed.seq, as: 'progress' }, category: 'note' },
      },
    );
    const [thread, ...others] = await list();
    expect(others).toEqual([]);
    expect(thread).toMatchObject({
      ...{ root: first.seq, newest: done.seq, text: '石坂ではなく須江で冠水', status: 'done' },
      ...{ district: 'sue', category: 'call', to: '本部' },
    });
    expect(thread?.history.map(({ seq, as, status }) => [seq, as, status])).toEqual([
      [first.seq, 'first', 'open'],
      [fixed.seq, 'correction', 'open'],
      [done.seq, 'progress', 'done'],
    ]);
  });

  test('all of it is chained: the log verifies, and the facts are in what is hashed', async () => {
    const first = await write('石坂で冠水', { importance: 'urgent' });
    await write('確認した', { status: 'done' }, { follows: { seq: first.seq, as: 'progress' } });
    expect(await verifyLog(it.store.read, [])).toEqual({ entries: 2, faults: [], lost: [] });
    expect(first.data).toMatchObject({ facts: { importance: 'urgent' } });
  });

  test('a stale screen is refused: somebody else went on with the thread first', async () => {
    const first = await write('石坂で冠水');
    await write('向かっている', { status: 'doing' }, { follows: { seq: first.seq, as: 'progress' } });
    expect(await refusedBy({ follows: { seq: first.seq, as: 'progress' } })).toBe('log.stale');
    expect(await refusedBy({ follows: { seq: 99, as: 'progress' } })).toBe('log.unknown');
    expect(await list()).toHaveLength(1);
  });

  test('what the hub wrote is never corrected, but may be seen to', async () => {
    const issue = await hubs('避難指示を発令', 'issue');
    const ring = await hubs('承認者を電話で呼び出し', 'call');
    for (const { seq } of [issue, ring])
      expect(await refusedBy({ follows: { seq, as: 'correction' } })).toBe('log.hubs-own');
    expect(await list({ category: 'officers' })).toEqual([]);
    await write(
      '町長へ報告した',
      { status: 'done', importance: 'high' },
      {
        follows: { seq: issue.seq, as: 'progress' },
      },
    );
    expect(await list({ category: 'issue' })).toMatchObject([
      { category: 'issue', text: '避難指示を発令', status: 'done' },
    ]);
  });

  test('an entry of before there were facts is shown as it is', async () => {
    const old = {
      at: 5,
      enteredAt: 6,
      category: 'call',
      actor: '鈴木',
      text: '古い記録',
      source: '区長',
    } as const;
    await it.store.write((tx) => appendLog(tx, old));
    expect(await list()).toMatchObject([
      { text: '古い記録', source: '区長', status: null, importance: 'normal' },
    ]);
  });
});

describe('the filter', () => {
  beforeAll(async () => {
    await open();
    await furnish();
  });
  afterAll(close);
  const furnish = async () => {
    await hubs('電文を受信');
    await hubs('避難指示を発令', 'issue');
    await write('石坂で冠水 100%', { status: 'open', district: 'ishizaka', topic: 'road' });
    await write('須江で停電', { status: 'doing', district: 'sue', topic: 'lifeline', importance: 'urgent' });
    const last = await write(
      '全域に広報',
      { status: 'open', district: 'all' },
      { at: 1900, source: '広報係' },
    );
    await write(
      '広報した ABC',
      { status: 'done', district: 'all' },
      { follows: { seq: last.seq, as: 'progress' } },
    );
  };

  test.each<[ChronologyQuery, string[]]>([
    [{ status: 'unfinished' }, ['須江で停電', '石坂で冠水 100%']],
    [{ status: 'done' }, ['全域に広報']],
    [{ district: 'sue' }, ['全域に広報', '須江で停電']],
    [{ topic: 'road' }, ['石坂で冠水 100%']],
    [{ importance: 'high' }, ['須江で停電', '避難指示を発令']],
    [{ category: 'officers' }, ['全域に広報', '須江で停電', '石坂で冠水 100%']],
    [{ category: 'issue' }, ['避難指示を発令']],
    [{ text: '停電' }, ['須江で停電']],
    [{ text: 'abc' }, ['全域に広報']],
    [{ text: '広報係' }, ['全域に広報']],
    [{ text: '0%' }, ['石坂で冠水 100%']],
    [{ text: '%石' }, []],
    [{ from: 1500 }, ['全域に広報']],
    [{ to: 1000 }, ['避難指示を発令', '電文を受信']],
  ])('%j', async (query, found) => {
    expect(await texts(query)).toEqual(found);
  });

  test('pages by number, and an export of lots says each thread once, oldest first', async () => {
    const { entries, next } = await readChronology(it.store.read, filterOf({}), { before: null, limit: 2 });
    expect(entries.map(({ root }) => root)).toEqual([5, 4]);
    expect(await texts({ before: next ?? 0, limit: 3 })).toEqual([
      '石坂で冠水 100%',
      '避難指示を発令',
      '電文を受信',
    ]);
    const whole = await readWholeChronology(it.store.read, filterOf({}));
    expect(whole.map(({ root }) => root)).toEqual([1, 2, 3, 4, 5]);
  });

  test('how far an officer has read never goes back', async () => {
    expect(await readLook(it.store.read, 'o')).toBeNull();
    await it.store.write((tx) => markLook(tx, 'o', 7, 1));
    await it.store.write((tx) => markLook(tx, 'o', 3, 2));
    expect(await readLook(it.store.read, 'o')).toBe(7);
  });
});
