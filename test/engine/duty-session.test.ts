/** A quiet night on a clock that moves: whose console stays signed in though nobody touches it, and how long. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addOfficer } from '../../src/officers/add-officer.js';
import { keepDutySessions } from '../../src/officers/duty-session.js';
import { openSession } from '../../src/officers/open-session.js';
import { lifeOf } from '../../src/officers/session-life.js';
import { officerOf } from '../../src/officers/sign-in.js';
import { handOver, takeWatch, type WatchDeps } from '../../src/headquarters/watch.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { sha256 } from '../../src/platform/digest.js';
import { OfficerRow, SessionRow } from '../../src/store/entities/officer.entity.js';
import { WatchRow } from '../../src/store/entities/staff.entity.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { movableClock, say } from './support.js';

const [minute, hour] = [60_000, 60 * 60_000];
let opened: TestStore;
let clock: ReturnType<typeof movableClock>;
let deps: WatchDeps;
beforeEach(async () => {
  opened = await openTestStore();
  clock = movableClock();
  deps = { store: opened.store, clock, say, notifier: createNotifier(() => undefined) };
});
afterEach(() => opened.close());

/** An officer at a console of hers. */
async function atDesk(login: string) {
  const { store } = opened;
  const facts = { login, name: login, roles: ['drafter'] as const, password: 'long enough', oneTime: false };
  await addOfficer(store, say, clock.now(), facts);
  const row = await store.read.rows.findOneByOrFail(OfficerRow, { login });
  const officer = { id: row.id, name: row.name, roles: ['drafter'] as const };
  const caller = { address: '192.0.2.1', agent: 'console', device: undefined };
  const { cookie } = await openSession(deps, caller, row.id, 'password');
  const id = sha256(cookie);
  return {
    officer,
    id,
    cookie,
    seenAt: async () => (await store.read.rows.findOneByOrFail(SessionRow, { idHash: id })).seenAt,
    life: () => lifeOf(deps, cookie),
    signedIn: async () => (await officerOf({ ...deps, secondFactor: 'optional' }, cookie)) !== null,
  };
}

/** Time passes while the hub looks at its sockets, as it does every two seconds. */
async function pass(milliseconds: number, connected: readonly string[]): Promise<void> {
  for (let gone = 0; gone < milliseconds; gone += minute) {
    clock.move(minute);
    await keepDutySessions(deps, new Set(connected));
  }
}

test('whoever has duty is still signed in at the eleventh hour of silence; whoever has not is not after two', async () => {
  const [watch, other] = [await atDesk('watch'), await atDesk('other')];
  await takeWatch(deps, watch.officer);
  const both = [watch.id, other.id];
  await pass(2 * hour, both);
  expect(await other.life()).toMatchObject({ ended: { why: 'idle' } });
  expect(await other.signedIn()).toBe(false);
  await pass(9 * hour + 58 * minute, both);
  expect(await watch.life()).toMatchObject({ ends: { onDuty: true, idle: 2 * hour } });
  // Its longest life stays: twelve hours after the sign-in it is over, in use or not.
  await pass(2 * minute, both);
  expect(await watch.life()).toMatchObject({ ended: { why: 'over' } });
  expect(await watch.signedIn()).toBe(false);
});

test('a console that is not connected is not in use, and after the hand-over two hours count again', async () => {
  const [watch, next] = [await atDesk('watch'), await atDesk('next')];
  await takeWatch(deps, watch.officer);
  const elsewhere = await openSession(
    deps,
    { address: '192.0.2.2', agent: 'telephone', device: undefined },
    watch.officer.id,
    'password',
  );
  await pass(2 * hour, [watch.id, next.id]);
  expect(await lifeOf(deps, elsewhere.cookie)).toMatchObject({ ended: { why: 'idle' } });
  await handOver(deps, watch.officer, { note: '異常なし', to: null });
  await pass(2 * hour, [watch.id, next.id]);
  expect(await watch.signedIn()).toBe(false);
});

test('the note that a console is in use is written every five minutes, and wakes no session that has ended', async () => {
  const watch = await atDesk('watch');
  await takeWatch(deps, watch.officer);
  const seen = new Set<number>();
  for (let i = 0; i < 30; i++) {
    await pass(minute, [watch.id]);
    seen.add(await watch.seenAt());
  }
  expect(seen.size).toBe(7);
  const last = await watch.seenAt();
  clock.move(2 * hour);
  await pass(10 * minute, [watch.id]);
  expect(await watch.seenAt()).toBe(last);
  expect(await watch.signedIn()).toBe(false);
});

test('a new sign-in in the same browser takes the place of its session: a minute more of the old, twelve hours of the new, one duty', async () => {
  const watch = await atDesk('watch');
  await takeWatch(deps, watch.officer);
  const begun = await opened.store.read.rows.findBy(WatchRow, {});
  await pass(11 * hour + 55 * minute, [watch.id]);
  const caller = { address: '192.0.2.1', agent: 'console', device: undefined, replaces: watch.cookie };
  const fresh = await openSession(deps, caller, watch.officer.id, 'password');
  const row = await opened.store.read.rows.findOneByOrFail(SessionRow, { idHash: sha256(fresh.cookie) });
  expect(await lifeOf(deps, fresh.cookie)).toMatchObject({
    ends: { at: row.createdAt + 12 * hour, onDuty: true },
  });
  // Were the answer lost, she is still signed in; nothing made the old one longer.
  expect(await watch.life()).toMatchObject({ ends: { at: row.createdAt + minute } });
  await pass(2 * minute, [sha256(fresh.cookie)]);
  expect(await watch.life()).toMatchObject({ ended: { why: 'over', onDuty: true } });
  await pass(3 * hour, [sha256(fresh.cookie)]);
  expect(await lifeOf(deps, fresh.cookie)).toMatchObject({ ends: { onDuty: true } });
  expect(await opened.store.read.rows.findBy(WatchRow, {})).toEqual(begun);
});

test('taking the place of a session that ends sooner does not make it longer', async () => {
  const desk = await atDesk('desk');
  await pass(12 * hour - 20_000, [desk.id]);
  const before = await opened.store.read.rows.findOneByOrFail(SessionRow, { idHash: desk.id });
  const caller = { address: '192.0.2.1', agent: 'console', device: undefined, replaces: desk.cookie };
  await openSession(deps, caller, desk.officer.id, 'password');
  const after = await opened.store.read.rows.findOneByOrFail(SessionRow, { idHash: desk.id });
  expect(after.expiresAt).toBe(before.expiresAt);
});
