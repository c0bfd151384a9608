/** Ringing the approvers on the tested engine: whom, when, once, and not any more. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Note, Outcome } from '../../src/domain/channel.js';
import { createHangUps, type HangUps } from '../../src/dispatch/hang-ups.js';
import type { RingingDeps } from '../../src/dispatch/ring-call.js';
import { lookOnce } from '../../src/dispatch/ringing.js';
import { pino } from 'pino';
import { newId } from '../../src/platform/id.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { answerRing, endRing } from '../../src/officers/ring-answer.js';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import { OfficerRow } from '../../src/store/entities/officer.entity.js';
import { listLog } from '../../src/store/log.store.js';
import { listRings } from '../../src/store/ring.store.js';
import type { Store } from '../../src/store/store.js';
import { issue, openTestStore, type TestStore } from '../support/store.js';
import { movableClock, say, testChannel, waitFor } from './support.js';

const second = 1000;
let opened: TestStore;
let store: Store;
let clock: ReturnType<typeof movableClock>;
let rung: (Note & { readonly by: string })[];
let hungUp: string[];
let answer: (note: Note) => Outcome;
let hangUp: (ref: string, signal: AbortSignal) => Promise<void>;
let turnComes: boolean;
let deps: RingingDeps;
let hangUps: HangUps;
let warned: unknown[];
const names = ['duty', 'a', 'b', 'c'];

beforeEach(async () => {
  opened = await openTestStore();
  ({ store } = opened);
  clock = movableClock();
  [rung, hungUp] = [[], []];
  turnComes = true;
  answer = ({ target }) => ({ target, result: 'accepted', ref: `CA ${target}` });
  hangUp = (ref) => Promise.resolve(void hungUp.push(ref));
  const channel = (id: 'voice' | 'sms') =>
    testChannel(
      id,
      undefined,
      {},
      {
        notify: (note) => {
          rung.push({ ...note, by: id });
          return Promise.resolve(answer(note));
        },
        hangUp: (ref, signal) => hangUp(ref, signal),
      },
    );
  deps = {
    ...{ store, clock, say, newId, world: 'drill' as const, nextAfter: 45 * second },
    channels: [channel('voice'), channel('sms')],
    notifier: createNotifier(() => undefined),
    town: { name: { ja: '鳩山町', kana: '', romaji: '' }, timeZone: 'Asia/Tokyo' },
    onCall: (approvers) => approvers.map((one, i) => ({ ...one, phone: `+8190090000${i}` })),
    turn: () => Promise.resolve(turnComes),
    onBug: (error) => {
      throw error;
    },
  };
  warned = [];
  const logger = pino({ level: 'silent' });
  logger.warn = ((fields: unknown) => void warned.push(fields)) as typeof logger.warn;
  hangUps = createHangUps(deps.channels, logger);
  await store.write(async (tx) => {
    for (const [i, login] of names.entries())
      await tx.rows.insert(OfficerRow, {
        ...{ id: login, login, name: `氏名${login}`, roles: '["drafter","approver"]', passwordHash: 'x' },
        ...{ mustChange: 0, failures: 0, lockedUntil: null, createdAt: i },
      });
    await tx.rows.insert(OfficerRow, {
      ...{ id: 'player', login: 'player', name: '演習者', roles: '["approver"]', passwordHash: null },
      ...{ mustChange: 0, failures: 0, lockedUntil: null, createdAt: 9 },
    });
  });
});
afterEach(async () => {
  await hangUps.stop();
  await opened.close();
});
const look = (by = deps) => lookOnce(by, hangUps);

/** A submission by `duty` that waits since three seconds ago. */
async function submit(level: number | null): Promise<string> {
  const now = clock.now();
  const { versionId } = await issue(store, { channel: 'radio', targets: ['st-01'], now });
  await store.write((tx) =>
    tx.rows.update(
      VersionRow,
      { id: versionId },
      {
        ...{ status: 'submitted', persons: 2, level, issuedAt: null, authorId: 'duty', submitterId: 'duty' },
        ...{ editors: '[]', submittedAt: now - 3 * second, lapsesAt: now + 600 * second },
      },
    ),
  );
  return versionId;
}
const calls = () => rung.filter(({ by }) => by === 'voice').map(({ target }) => Number(target.slice(-1)));
const rings = (versionId: string) => listRings(store.read, versionId);
const logged = async (text: RegExp) =>
  (await listLog(store.read, 100, null)).filter((entry) => text.test(entry.text));

describe('whom', () => {
  test('one after the other, by telephone and SMS, never who wrote it, nor the drill player', async () => {
    const id = await submit(3);
    await look();
    expect(calls()).toEqual([1]);
    expect(rung.map(({ by }) => by).sort()).toEqual(['sms', 'voice']);
    await look();
    expect(calls()).toEqual([1]);
    clock.move(46 * second);
    await look();
    expect(calls()).toEqual([1, 2]);
    clock.move(46 * second);
    await look();
    clock.move(46 * second);
    await look();
    // The list from its beginning, without another SMS.
    expect(calls()).toEqual([1, 2, 3, 1]);
    expect(rung.filter(({ by }) => by === 'sms')).toHaveLength(3);
    expect(new Set((await rings(id)).map(({ officer }) => officer))).toEqual(
      new Set(['氏名a', '氏名b', '氏名c']),
    );
  });

  test.each([4, 5])('everybody at once at level %d', async (level) => {
    await submit(level);
    await look();
    expect(calls().sort()).toEqual([1, 2, 3]);
    expect(await logged(/呼び出し/)).toHaveLength(1);
  });

  test('where the town has SMS but no telephone, one after the other as well, and again from the beginning', async () => {
    const id = await submit(3);
    const bySms = { ...deps, channels: deps.channels.filter((one) => one.id === 'sms') };
    const write = jest.spyOn(store, 'write');
    const written = () => rung.map(({ target }) => Number(target.slice(-1)));
    for (const expected of [[1], [1, 2], [1, 2, 3], [1, 2, 3, 1]]) {
      await look(bySms);
      expect(written()).toEqual(expected);
      // Nothing is written while there is nothing to do.
      write.mockClear();
      await look(bySms);
      expect(write).not.toHaveBeenCalled();
      clock.move(46 * second);
    }
    expect((await rings(id)).map(({ round }) => round)).toEqual([1, 1, 1, 2]);
  });

  test.each([
    ['no approver has a telephone', () => ({ ...deps, onCall: () => [] })],
    ['no channel can ring', () => ({ ...deps, channels: [] })],
  ])('where %s it is told once, in the log and to who waits', async (_, without) => {
    const versionId = await submit(4);
    for (let n = 0; n < 3; n += 1) await look(without());
    expect(await listRings(store.read, versionId)).toMatchObject([{ officer: '', state: 'failed' }]);
    const told = await logged(/呼び出せる承認者がいません/);
    expect(told).toHaveLength(1);
    expect(rung).toEqual([]);
  });

  test('what is one person’s, issued or a draft rings nobody', async () => {
    const id = await submit(4);
    for (const change of [
      { persons: 1 as const },
      { status: 'draft' as const },
      { status: 'issued' as const },
    ]) {
      await store.write((tx) =>
        tx.rows.update(VersionRow, { id }, { persons: 2, status: 'submitted', ...change }),
      );
      await look();
    }
    expect(rung).toEqual([]);
  });
});

test('RateLimit: an approver whose call the rate leaves no room for is not called, and the next one is', async () => {
  const versionId = await submit(3);
  turnComes = false;
  await look();
  expect(rung).toEqual([]);
  expect((await listRings(store.read, versionId)).map(({ state }) => state)).toEqual(['failed', 'failed']);
  turnComes = true;
  clock.move(second);
  await look();
  expect(rung.length).toBeGreaterThan(0);
});

test('nothing of the alert is said: town, kind and time only, and that it is a drill', async () => {
  await submit(3);
  await look();
  for (const { text } of rung) {
    expect(text).toMatch(/訓練/);
    expect(text).toMatch(/鳩山町/);
    expect(text).toMatch(/承認/);
    expect(text).not.toMatch(/奥田|大橋|土砂/);
  }
});

describe('an answer', () => {
  test('1 stands in table and log, holds the others for three minutes, and approves nothing', async () => {
    const id = await submit(3);
    await look();
    const call = (await rings(id)).find(({ channel }) => channel === 'voice');
    expect(await answerRing(deps, call?.id ?? '')).toBe('ring.thanks');
    expect(await logged(/見ます/)).toHaveLength(1);
    await endRing(deps, call?.id ?? '', 'completed');
    expect((await rings(id)).find(({ channel }) => channel === 'voice')?.state).toBe('answered');
    clock.move(170 * second);
    await look();
    expect(calls()).toEqual([1]);
    clock.move(60 * second);
    await look();
    expect(calls()).toEqual([1, 2]);
    expect(await store.read.rows.findOneBy(VersionRow, { id })).toMatchObject({ status: 'submitted' });
  });

  test('a call that nobody took, or that failed, is followed by the next at once', async () => {
    const id = await submit(3);
    await look();
    await endRing(deps, (await rings(id)).find(({ channel }) => channel === 'voice')?.id ?? '', 'no-answer');
    await look();
    expect(calls()).toEqual([1, 2]);
    answer = ({ target }) => ({ target, result: 'refused', why: { at: 'target', code: 'voice.bad-number' } });
    clock.move(46 * second);
    await look();
    expect((await rings(id)).at(-1)).toMatchObject({ state: 'failed' });
  });

  test('a key pressed after the approval is told that it is over', async () => {
    const id = await submit(3);
    await look();
    const [first] = await rings(id);
    await store.write((tx) => tx.rows.update(VersionRow, { id }, { status: 'issued' }));
    expect(await answerRing(deps, first?.id ?? '')).toBe('ring.over');
    expect(await answerRing(deps, 'no such ring')).toBe('ring.over');
  });
});

describe('no longer', () => {
  test.each([
    ['approved', { status: 'issued' as const }],
    ['returned', { status: 'returned' as const }],
    ['lapsed', { lapsesAt: 1 }],
  ])('once it is %s nobody else is rung, and what rings is hung up', async (_, change) => {
    const id = await submit(5);
    await look();
    await store.write((tx) => tx.rows.update(VersionRow, { id }, change));
    clock.move(300 * second);
    await look();
    expect(calls()).toHaveLength(3);
    expect(hungUp).toHaveLength(3);
    const states = (await rings(id)).filter(({ channel }) => channel === 'voice').map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['ended']));
  });

  test('a far end that never answers a hang-up holds up no other, nor the next submission', async () => {
    const id = await submit(5);
    await look();
    hangUp = (ref) => new Promise(() => void hungUp.push(ref));
    await store.write((tx) => tx.rows.update(VersionRow, { id }, { status: 'issued' }));
    await submit(4);
    await look();
    expect(hungUp).toHaveLength(3);
    expect(calls()).toHaveLength(6);
    await hangUps.stop();
    expect(warned).toEqual([]);
  });

  test('a hang-up that fails is logged, and stops nothing', async () => {
    const id = await submit(5);
    await look();
    hangUp = () => Promise.reject(new Error('Twilio answered 500'));
    await store.write((tx) => tx.rows.update(VersionRow, { id }, { status: 'issued' }));
    await look();
    await waitFor(
      () => warned.length,
      (n) => n === 3,
    );
  });

  test('a colleague who approves within two seconds lets everybody sleep', async () => {
    const id = await submit(5);
    await store.write((tx) => tx.rows.update(VersionRow, { id }, { submittedAt: clock.now() - second }));
    await look();
    expect(rung).toEqual([]);
  });
});

describe('restarts and other processes', () => {
  test('two processes that look at once ring each approver once', async () => {
    await submit(4);
    await Promise.all([look(), look()]);
    expect(calls().sort()).toEqual([1, 2, 3]);
  });

  test('what a dead process wrote down and never called does not hold the others up', async () => {
    const id = await submit(3);
    await store.write(({ sql }) =>
      sql(
        `INSERT INTO rings (id, version_id, submitted_at, officer_id, channel, round, state, at)
         SELECT 'dead', id, submitted_at, 'a', 'voice', 1, 'due', CAST($2 AS bigint) FROM versions WHERE id = $1`,
        id,
        clock.now() - 31 * second,
      ),
    );
    await look();
    expect(calls()).toEqual([2]);
    expect((await rings(id)).find((ring) => ring.id === 'dead')?.state).toBe('failed');
  });

  test('an answer that never came may be a ringing telephone: it is not rung again at once', async () => {
    const id = await submit(3);
    answer = ({ target }) => ({ target, result: 'unsure' });
    await look();
    await look();
    expect(calls()).toEqual([1]);
    expect((await rings(id)).find(({ channel }) => channel === 'voice')?.state).toBe('ringing');
  });
});
