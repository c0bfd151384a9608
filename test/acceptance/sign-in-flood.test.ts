import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { addOfficer } from '../../src/officers/add-officer.js';
import { OfficerRow } from '../../src/store/entities/officer.entity.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub?.close());

const password = 'known to her alone';
async function attempt(login: string, typed: string, cookie = '') {
  const answer = await fetch(`${hub.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ login, password: typed }),
  });
  const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  const { code = 'signed in' } = (await answer.json()) as { code?: string };
  return { code, device: cookies.find((one) => /_device=/.test(one)) ?? '' };
}
async function officer(login: string): Promise<string> {
  const { store, desk } = hub.hub;
  const facts = { login, name: login, roles: ['drafter'] as const, password, oneTime: false };
  await addOfficer(store, desk.say, Date.now(), facts);
  return (await attempt(login, password)).device;
}

describe('somebody tries passwords at an officer’s name', () => {
  test('she signs in from her own browser all the same; from a new one she waits', async () => {
    const hers = await officer('hana');
    await officer('sora');
    for (let i = 0; i < 8; i++) await attempt('hana', `guess ${i}`);
    expect((await attempt('hana', password)).code).toBe('sign-in.locked');
    expect((await attempt('hana', password, hers)).code).toBe('signed in');
    // Nobody else waits for it, and a cookie of another officer's browser is none of hers.
    expect((await attempt('sora', password)).code).toBe('signed in');
    const rows = (lockedUntil: number | null) =>
      hub.hub.store.write((tx) =>
        tx.rows.update(OfficerRow, { login: 'hana' }, { lockedUntil, failures: 0 }),
      );
    await rows(Date.now() + 60_000);
    expect((await attempt('hana', password, await officer('kei'))).code).toBe('sign-in.locked');
    expect((await attempt('hana', password, `${hers.slice(0, -3)}AAA`)).code).toBe('sign-in.locked');
    await rows(null);
  });

  test('at her own browser there are five tries a minute too', async () => {
    const hers = await officer('yuki');
    for (let i = 0; i < 5; i++)
      expect((await attempt('yuki', `guess ${i}`, hers)).code).toBe('sign-in.wrong');
    expect((await attempt('yuki', password, hers)).code).toBe('sign-in.locked');
    // That rests her browser, not her account.
    expect((await attempt('yuki', password)).code).toBe('signed in');
  });

  test('whoever has her browser and a session elsewhere loses both when the password changes', async () => {
    const hers = await officer('mio');
    const elsewhere = await attempt('mio', password);
    const client = await hub.signIn({ login: 'mio', password });
    const change = { current: password, password: 'a new one, known to her alone' };
    step.good(await client.send('POST', '/api/v1/session/password', change));
    for (let i = 0; i < 5; i++) await attempt('mio', `guess ${i}`);
    expect((await attempt('mio', change.password, hers)).code).toBe('sign-in.locked');
    expect((await attempt('mio', change.password, elsewhere.device)).code).toBe('sign-in.locked');
  });
});

test('one address that tries many names is slowed down; a browser that was here before is not', async () => {
  const hers = await officer('rin');
  const codes = [];
  for (let i = 0; i < 34; i++) codes.push((await attempt(`nobody-${i}`, 'guess')).code);
  expect(codes.at(-1)).toBe('sign-in.locked');
  expect((await attempt('rin', password)).code).toBe('sign-in.locked');
  expect((await attempt('rin', password, hers)).code).toBe('signed in');
});
