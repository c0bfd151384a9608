import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { addOfficer } from '../../src/officers/add-officer.js';
import { OfficerRow, SessionRow } from '../../src/store/entities/officer.entity.js';
import type { SessionShape } from '../../src/wire/session.js';
import { signIn, startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub();
  duty = await hub.signIn(hub.officers[0]);
}, 60_000);
afterAll(() => hub?.close());

const password = 'kept under the keyboard';
async function officer(
  login: string,
  oneTime = false,
  roles: readonly ('reader' | 'drafter')[] = ['drafter'],
) {
  const { store, desk } = hub.hub;
  await addOfficer(store, desk.say, Date.now(), { login, name: login, roles, password, oneTime });
  return { login, password };
}
const attempt = (login: string, typed: string) =>
  step.ask(hub, 'POST', '/api/v1/session', { body: { login, password: typed } });
const codeOf = async (login: string, typed: string) => (await attempt(login, typed)).body.code;

/** The reason why a socket was refused; `connected` where it was not. */
function socketAs(cookie: string | null): Promise<string> {
  const extraHeaders = cookie === null ? {} : { cookie };
  const socket = io(`${hub.url}/console`, { transports: ['websocket'], extraHeaders, reconnection: false });
  return new Promise<string>((resolve) => {
    socket.on('connect', () => resolve('connected'));
    socket.on('connect_error', (error) => resolve(error.message));
  }).finally(() => socket.close());
}

describe('passwords', () => {
  test('one answer for an unknown name and a wrong password', async () => {
    await officer('hana');
    const body = (login: string) => ({ body: { login, password: 'wrong' } });
    expect(await step.refusal(hub, 'POST', '/api/v1/session', body('hana'))).toBe('401 sign-in.wrong');
    expect(await step.refusal(hub, 'POST', '/api/v1/session', body('nobody'))).toBe('401 sign-in.wrong');
    expect(await step.refusal(hub, 'POST', '/api/v1/session', { body: { login: 'hana' } })).toBe(
      '400 request.invalid',
    );
  });

  test('five wrong ones in a row rest the account for a minute, the right one too', async () => {
    await officer('sora');
    for (let i = 0; i < 5; i++) expect(await codeOf('sora', `guess ${i}`)).toBe('sign-in.wrong');
    const locked = { body: { login: 'sora', password } };
    expect(await step.refusal(hub, 'POST', '/api/v1/session', locked)).toBe('429 sign-in.locked');
    await hub.hub.store.write(({ rows }) =>
      rows.update(OfficerRow, { login: 'sora' }, { lockedUntil: Date.now() - 1 }),
    );
    expect((await attempt('sora', password)).status).toBe(200);
    expect(await hub.hub.store.read.rows.findOneBy(OfficerRow, { login: 'sora' })).toMatchObject({
      failures: 0,
      lockedUntil: null,
    });
  });

  test('thirty guesses at once are no more than five', async () => {
    await officer('yuki');
    const codes = await Promise.all(Array.from({ length: 30 }, (_, i) => codeOf('yuki', `guess ${i}`)));
    expect(step.countBy(codes, String)).toEqual({ 'sign-in.wrong': 5, 'sign-in.locked': 25 });
  });

  test('a one-time password opens nothing but the change of itself', async () => {
    const client = await signIn(hub.url, await officer('kenji', true));
    const asKenji = { as: client };
    expect(await step.refusal(hub, 'GET', '/api/v1/alerts', asKenji)).toBe('403 officer.password-first');
    const preview = { as: client, body: { kind: 'test-broadcast', slots: {}, districts: 'all' } };
    expect(await step.refusal(hub, 'POST', '/api/v1/preview', preview)).toBe('403 officer.password-first');
    expect(await socketAs(client.cookie)).toBe('session.none');
    const change = (current: string, next: string) => ({ as: client, body: { current, password: next } });
    const path = '/api/v1/session/password';
    expect(await step.refusal(hub, 'POST', path, change('no', 'long enough, that'))).toBe(
      '422 password.wrong-current',
    );
    expect(await step.refusal(hub, 'POST', path, change(password, password))).toBe('422 password.same');
    expect(await step.refusal(hub, 'POST', path, change(password, 'short'))).toBe('400 request.invalid');
    const other = await signIn(hub.url, { login: 'kenji', password });
    step.good(await client.send('POST', path, change(password, 'long enough, that').body));
    expect((await client.get('/api/v1/alerts')).status).toBe(200);
    expect((await other.get('/api/v1/alerts')).body.code).toBe('session.none');
  });

  test('nothing of a password or a cookie stands in the database as it is', async () => {
    const rows = await hub.hub.store.read.rows.find(OfficerRow);
    const sessions = await hub.hub.store.read.rows.find(SessionRow);
    for (const { passwordHash } of rows) expect(passwordHash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify([rows, sessions])).not.toContain(duty.cookie.split('=')[1]);
  });
});

describe('sessions', () => {
  test.each([
    ['over', { expiresAt: 1 }],
    ['idle for two hours', { seenAt: 1 }],
    ['revoked', { revokedAt: 1 }],
  ])('one that is %s opens nothing, and the draft is kept', async (_situation, past) => {
    const client = await hub.signIn(hub.officers[0]);
    const opened = await step.draft(client, { kind: 'test-broadcast' });
    const id =
      (await hub.hub.store.read.rows.find(SessionRow, { order: { createdAt: 'DESC' }, take: 1 }))[0]
        ?.idHash ?? '';
    await hub.hub.store.write(({ rows }) => rows.update(SessionRow, { idHash: id }, past));
    const edit = { as: client, body: step.bodyOfEdit(opened) };
    expect(await step.refusal(hub, 'PUT', `/api/v1/drafts/${opened.id}`, edit)).toBe('401 session.none');
    expect(await socketAs(client.cookie)).toBe('session.none');
    expect(await step.read(duty, opened.id)).toMatchObject({ revision: 1, status: 'draft' });
    const session = await step.ask(hub, 'GET', '/api/v1/session', { as: client });
    expect(session.body).toMatchObject({ world: 'drill', officer: null });
  });

  test('signing out ends it', async () => {
    const client = await hub.signIn(hub.officers[1]);
    expect(await socketAs(client.cookie)).toBe('connected');
    step.good(await client.send<SessionShape>('DELETE', '/api/v1/session'));
    expect((await client.get('/api/v1/alerts')).body.code).toBe('session.none');
    expect(await socketAs(client.cookie)).toBe('session.none');
  });

  test('a socket without one is refused at the handshake', async () => {
    expect(await socketAs(null)).toBe('session.none');
    expect(await socketAs('todoku_drill=made-up')).toBe('session.none');
    expect(await socketAs('todoku_live=made-up')).toBe('session.none');
  });

  test('the cookie is out of scripts’ and other sites’ reach, and named after its world', async () => {
    const { login, password: typed } = hub.officers[0];
    const answer = await fetch(`${hub.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: typed }),
    });
    expect(answer.headers.get('set-cookie')).toMatch(/^todoku_drill=[\w-]{43}; .*HttpOnly.*SameSite=Strict/);
  });
});

describe('requests of other pages', () => {
  test('a change without the console’s own header is refused, whatever the cookie', async () => {
    const headers = { cookie: duty.cookie };
    const before = (await step.logOf(duty)).length;
    const body = { at: 1, category: 'note', text: 'x', source: null, personal: null };
    expect(await step.refusal(hub, 'POST', '/api/v1/log', { headers, body })).toBe(
      '403 officer.foreign-request',
    );
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await step.refusal(hub, 'POST', '/api/v1/log', { headers: form, body: 'text=x' })).toBe(
      '403 officer.foreign-request',
    );
    expect(await step.refusal(hub, 'DELETE', '/api/v1/session', { headers })).toBe(
      '403 officer.foreign-request',
    );
    expect((await step.logOf(duty)).length).toBe(before);
  });

  test('a reader reads, and does nothing else', async () => {
    const reader = await signIn(hub.url, await officer('rei', false, ['reader']));
    expect((await reader.get('/api/v1/alerts')).status).toBe(200);
    const draft = { as: reader, body: { kind: 'test-broadcast' } };
    expect(await step.refusal(hub, 'POST', '/api/v1/drafts', draft)).toBe('403 officer.lacks-role');
    const entry = { at: Date.now(), category: 'note', text: 'x', source: null, personal: null };
    expect(await step.refusal(hub, 'POST', '/api/v1/log', { as: reader, body: entry })).toBe(
      '403 officer.lacks-role',
    );
  });
});

test('nothing of all this reached anyone', () => expect(hub.town.ledger.size).toBe(0));
