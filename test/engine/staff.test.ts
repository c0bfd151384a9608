/** Changes of officers on the tested engine: asked by one, confirmed by another, written down as what was and what is. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OfficerRole } from '../../src/domain/officer.js';
import { invitationLife, requestLife } from '../../src/domain/staff-change.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { addOfficer, insertOfficer } from '../../src/officers/add-officer.js';
import { acceptInvitation, lookAtInvitation } from '../../src/officers/invitation.js';
import { hashPassword } from '../../src/officers/password.js';
import { askChange, confirmChange, declineChange, type StaffDeps } from '../../src/officers/requests.js';
import { officerOf, signIn } from '../../src/officers/sign-in.js';
import type { SignInDeps } from '../../src/officers/sign-in-deps.js';
import { createAddressBudget } from '../../src/officers/address-budget.js';
import { createPasswordGate, type PasswordGate } from '../../src/officers/password-gate.js';
import { createLogger } from '../../src/platform/logger.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { randomToken } from '../../src/platform/digest.js';
import { OfficerRow } from '../../src/store/entities/officer.entity.js';
import { RecoveryCodeRow } from '../../src/store/entities/sign-in.entity.js';
import { listLog } from '../../src/store/log.store.js';
import { listSignIns } from '../../src/store/sign-in.store.js';
import { listOfficers } from '../../src/store/staff.store.js';
import type { AskBody } from '../../src/wire/staff.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { movableClock, say } from './support.js';

let opened: TestStore;
let clock: ReturnType<typeof movableClock>;
let deps: StaffDeps;
let doors: SignInDeps;
const password = 'a password of her own';
let passwordHash: string | undefined;
const ids = new Map<string, string>();

beforeEach(async () => {
  opened = await openTestStore();
  clock = movableClock();
  deps = { store: opened.store, clock, say, notifier: createNotifier(() => undefined) };
  doors = {
    ...{ store: opened.store, clock, say, logger: createLogger('silent'), secondFactor: 'optional' },
    ...{ key: Buffer.alloc(32), gate: createPasswordGate(), addresses: createAddressBudget() },
    ...{ consoleUrl: null, title: '試験' },
  };
  passwordHash ??= await hashPassword(password);
  for (const [login, ...roles] of people) {
    const officer = { login, name: `氏名${login}`, roles, passwordHash, oneTime: false };
    const id = await opened.store.write((tx) => insertOfficer(tx, say, clock.now(), officer));
    if (typeof id === 'string') ids.set(login, id);
  }
});
afterEach(() => opened.close());

const people: readonly (readonly [string, ...OfficerRole[]])[] = [
  ['admin', 'administrator'],
  ['second', 'administrator'],
  ['a', 'drafter', 'approver'],
  ['b', 'drafter', 'approver'],
  ['c', 'drafter', 'approver'],
];
const as = (login: string) => {
  const roles = people.find(([name]) => name === login)?.slice(1) as OfficerRole[];
  return { id: ids.get(login) ?? '', name: `氏名${login}`, roles };
};
const ask = (body: AskBody, who = 'admin') => askChange(deps, as(who), body);
const about = (login: string) => ({ officerId: ids.get(login) ?? '', reason: '異動のため' });
const confirm = (id: unknown, who = 'second', secret?: string) =>
  confirmChange(deps, as(who), typeof id === 'string' ? id : 'none', secret);
const codeOf = async (work: Promise<unknown>) => {
  const result = await work;
  return isRefusal(result) ? result.refused : 'done';
};
const rolesNow = async (login: string) =>
  (await listOfficers(opened.store.read)).find((one) => one.login === login)?.roles;
const enter = (login: string, word: string) =>
  signIn(doors, { address: '127.0.0.1', agent: 'test', device: undefined }, login, word);
const session = async (login: string) => {
  const signed = await enter(login, password);
  if (isRefusal(signed) || !('cookie' in signed)) throw new Error('not signed in');
  return () => officerOf(doors, signed.cookie);
};

test('who was entered stands in the log with the names of her roles, not their codes', async () => {
  const [newest] = await listLog(opened.store.read, 1, null);
  expect(newest?.text).toBe('職員「氏名c」を登録（作成・承認）');
});

describe('a change of roles', () => {
  test('changes nothing until another administrator confirms it; then the log holds before and after', async () => {
    const id = await ask({ kind: 'roles', ...about('c'), roles: ['drafter', 'approver', 'headquarters'] });
    expect(await rolesNow('c')).toEqual(['drafter', 'approver']);
    expect(await codeOf(confirm(id, 'admin'))).toBe('staff.own');
    expect(await codeOf(confirm(id, 'a'))).toBe('staff.administrator-first');
    expect(await rolesNow('c')).toEqual(['drafter', 'approver']);
    expect(await codeOf(confirm(id))).toBe('done');
    expect(await rolesNow('c')).toEqual(['drafter', 'approver', 'headquarters']);
    expect(await codeOf(confirm(id))).toBe('staff.confirmed');
    const [confirmed, asked] = await listLog(opened.store.read, 2, null);
    const diff = { before: ['drafter', 'approver'], after: ['drafter', 'approver', 'headquarters'] };
    expect(asked).toMatchObject({
      actor: '氏名admin',
      category: 'setting',
      data: { step: 'asked', ...diff },
    });
    expect(confirmed).toMatchObject({ actor: '氏名second', data: { step: 'confirmed', ...diff } });
    expect(asked?.text).toBe(
      '職員「氏名c」（c）の権限の変更（作成・承認 → 作成・承認・本部）を申請。理由：異動のため',
    );
  });

  test('ends her sessions, so that she comes back with what she may do now', async () => {
    const still = await session('c');
    await confirm(await ask({ kind: 'roles', ...about('c'), roles: ['headquarters'] }));
    expect(await still()).toBeNull();
  });

  test('one request for an officer at a time; a declined or lapsed one makes room', async () => {
    const roles = { kind: 'roles', ...about('c'), roles: ['headquarters'] } as const satisfies AskBody;
    const first = await ask({ ...roles, roles: ['headquarters'] });
    expect(await codeOf(ask({ kind: 'remove', ...about('c') }))).toBe('staff.pending-already');
    await declineChange(deps, as('second'), String(first), '聞いていない');
    const next = await ask({ kind: 'remove', ...about('c') });
    clock.move(requestLife);
    expect(await codeOf(confirm(next))).toBe('staff.lapsed');
    expect(await codeOf(ask({ kind: 'remove', ...about('c') }))).toBe('done');
  });
});

describe('an invitation', () => {
  const invite: AskBody = { kind: 'invite', login: 'haru', name: '春', roles: ['drafter'], reason: '採用' };
  const secret = randomToken(32);
  const invited = async () => {
    const id = await ask(invite);
    expect(await codeOf(confirm(id))).toBe('staff.no-secret');
    expect(await codeOf(confirm(id, 'second', secret))).toBe('done');
  };

  const accept = (given: object = {}) =>
    acceptInvitation({ ...deps, gate: doors.gate }, '192.0.2.1', { secret, password, ...given });

  test('opens once: she chooses her password and signs in', async () => {
    await invited();
    expect(await codeOf(enter('haru', password))).toBe('sign-in.wrong');
    expect(await lookAtInvitation(deps, secret)).toMatchObject({ login: 'haru', name: '春' });
    expect(await accept()).toEqual({ login: 'haru' });
    expect(await (await session('haru'))()).toMatchObject({ name: '春', roles: ['drafter'] });
    expect(await codeOf(accept({ password: 'somebody else’s' }))).toBe('invitation.over');
  });

  test('is over after 72 hours, and another link opens nothing', async () => {
    await invited();
    expect(await codeOf(lookAtInvitation(deps, randomToken(32)))).toBe('invitation.over');
    clock.move(invitationLife);
    expect(await codeOf(accept())).toBe('invitation.over');
    expect(await codeOf(ask(invite))).toBe('officer.login-taken');
  });

  test('a made-up link costs no password’s work, and an open one waits its turn among the sign-ins', async () => {
    await invited();
    // Two at once, and 32 that wait, of one address: the gate is full.
    const first = Promise.withResolvers<void>();
    const crowd = Array.from({ length: 34 }, () =>
      doors.gate.run('stranger', '192.0.2.1', () => first.promise),
    );
    expect(await codeOf(accept({ secret: randomToken(32) }))).toBe('invitation.over');
    expect(await codeOf(accept())).toBe('sign-in.busy');
    first.resolve();
    await Promise.all(crowd);
    let took = 0;
    const { gate } = doors;
    const counted: PasswordGate = { run: (...asked) => (took++, gate.run(...asked)) };
    doors = { ...doors, gate: counted };
    for (let i = 0; i < 50; i++)
      expect(await codeOf(accept({ secret: randomToken(32) }))).toBe('invitation.over');
    expect(took).toBe(0);
    expect(await accept()).toEqual({ login: 'haru' });
    expect(took).toBe(1);
  });

  test('nobody counts as an approver before she has a password', async () => {
    const id = await ask({ ...invite, roles: ['approver'] });
    await confirm(id, 'second', secret);
    expect(await codeOf(confirm(await ask({ kind: 'remove', ...about('b') })))).toBe('done');
    expect(await codeOf(ask({ kind: 'remove', ...about('c') }))).toBe('staff.last-approver');
  });
});

describe('a new password, and a farewell', () => {
  test('a reset: the old password and its sessions are over, the new one is for one use', async () => {
    const still = await session('c');
    // She lost her phone: what it proved proves nothing any more.
    await opened.store.write(({ rows }) =>
      rows.insert(RecoveryCodeRow, { hash: 'x', officerId: ids.get('c') ?? '', createdAt: 1, usedAt: null }),
    );
    const id = await ask({ kind: 'credentials', ...about('c') });
    const oneTime = 'abcd-efgh-jkmn-pqrs';
    expect(await codeOf(confirm(id))).toBe('staff.no-secret');
    expect(await codeOf(confirm(id, 'second', oneTime))).toBe('done');
    expect(await still()).toBeNull();
    expect(await opened.store.read.rows.find(RecoveryCodeRow)).toEqual([]);
    expect(await codeOf(enter('c', password))).toBe('sign-in.wrong');
    const again = await enter('c', oneTime);
    expect('cookie' in again && (await officerOf(doors, again.cookie))).toMatchObject({
      mustChangePassword: true,
    });
  });

  test('removed: signed out at once, and never in again; her name stays in the log', async () => {
    const still = await session('c');
    expect(await still()).not.toBeNull();
    await confirm(await ask({ kind: 'remove', ...about('c') }));
    expect(await still()).toBeNull();
    expect(await codeOf(enter('c', password))).toBe('sign-in.wrong');
    expect(await codeOf(ask({ kind: 'credentials', ...about('c') }))).toBe('staff.unknown');
    expect(await opened.store.read.rows.findOneBy(OfficerRow, { login: 'c' })).toMatchObject({
      name: '氏名c',
    });
  });

  test('control: an officer who was not removed stays signed in', async () => {
    const still = await session('b');
    await confirm(await ask({ kind: 'remove', ...about('c') }));
    expect(await still()).not.toBeNull();
  });

  test('two removals asked one after the other cannot take the last two approvers', async () => {
    const [first, then] = [
      await ask({ kind: 'remove', ...about('c') }),
      await ask({ kind: 'remove', ...about('b') }),
    ];
    expect(await codeOf(confirm(first))).toBe('done');
    expect(await codeOf(confirm(then))).toBe('staff.last-approver');
  });

  test('the drill player’s officers cannot be given a password', async () => {
    const player = {
      login: 'player',
      name: '演習者',
      roles: ['approver'],
      password: null,
      oneTime: false,
    } as const;
    const id = await addOfficer(opened.store, say, clock.now(), player);
    const body: AskBody = { kind: 'credentials', officerId: String(id), reason: 'x' };
    expect(await codeOf(ask(body))).toBe('staff.unknown');
  });
});

test('the audit’s sign-ins: newest first, each with its address, and nothing by which a session is found', async () => {
  await session('a');
  clock.move(1000);
  await session('b');
  expect(await listSignIns(opened.store.read)).toEqual(
    ['b', 'a'].map((login) => ({
      ...{ login, name: `氏名${login}`, means: 'password', address: '127.0.0.1', agent: 'test' },
      at: expect.any(Number),
    })),
  );
});
