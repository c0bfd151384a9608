import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { addOfficer } from '../../src/officers/add-officer.js';
import { SecondFactorRow } from '../../src/store/entities/sign-in.entity.js';
import type { VersionShape } from '../../src/wire/alert.js';
import type { SessionShape } from '../../src/wire/session.js';
import type { AskedShape, EnrolledShape, MeShape, StepUpShape, TotpShape } from '../../src/wire/sign-in.js';
import { createAuthenticator, type Authenticator } from '../support/authenticator.js';
import { clientOf, startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);

let hub: TestHub;
/** The address at which this hub has passkeys. */
let url: string;
beforeAll(async () => {
  hub = await startTestHub({ secondFactor: 'required' });
  url = hub.url.replace('127.0.0.1', 'localhost');
}, 60_000);
afterAll(() => hub?.close());

const password = 'kept in the head alone';
async function officer(login: string): Promise<string> {
  const { store, desk } = hub.hub;
  const facts = { login, name: login, roles: ['drafter', 'approver'] as const, password, oneTime: false };
  await addOfficer(store, desk.say, Date.now(), facts);
  return login;
}

/** POSTs as a browser does, and keeps its cookies. */
async function post<T>(path: string, body: unknown, cookie = '') {
  const headers = { 'content-type': 'application/json', cookie, 'user-agent': 'Mozilla/5.0 (test)' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
  return {
    status: answer.status,
    body: (await answer.json()) as T & { code?: string },
    cookie: cookies.join('; '),
  };
}
const enter = (login: string, cookie?: string) =>
  post<SessionShape>('/api/v1/session', { login, password }, cookie);
const client = async (login: string): Promise<OfficerClient> => clientOf(url, (await enter(login)).cookie);

/** A phone whose clock may be off. */
const app = (secret: string) => {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return (offSeconds = 0) => totp.generate({ timestamp: Date.now() + offSeconds * 1000 });
};
/** Codes of one step work once: the next test need not wait for the next one. */
const forgetSteps = () =>
  hub.hub.store.write(({ sql }) =>
    sql('UPDATE second_factors SET last_step = 0, failures = 0, rests_until = NULL'),
  );

async function withApp(login: string) {
  await officer(login);
  const signedIn = await client(login);
  const { secret } = step.good(await signedIn.send<TotpShape>('POST', '/api/v1/me/totp'));
  const body = { code: app(secret)() };
  const { recoveryCodes } = step.good(
    await signedIn.send<EnrolledShape>('POST', '/api/v1/me/totp/confirm', body),
  );
  await forgetSteps();
  return { signedIn, secret, code: app(secret), recoveryCodes };
}

async function withPasskey(login: string, key = createAuthenticator()) {
  await officer(login);
  const signedIn = await client(login);
  const asked = step.good(await signedIn.send<AskedShape>('POST', '/api/v1/me/passkeys/options'));
  const response = key.create(asked.options, url);
  const added = await signedIn.send<EnrolledShape>('POST', '/api/v1/me/passkeys', {
    ...{ token: asked.token, name: '庁舎のPC', response },
  });
  return { signedIn, key, added };
}

const ticketOf = async (login: string) => (await enter(login)).body.second?.ticket ?? '';
const byCode = async (login: string, code: string) =>
  post<SessionShape>('/api/v1/session/code', { ticket: await ticketOf(login), code });
const byKey = async (key: Authenticator, origin = url) => {
  const asked = await post<AskedShape>('/api/v1/session/passkey/options', { ticket: null });
  const { token, options } = asked.body;
  return post<SessionShape>('/api/v1/session/passkey', { token, response: key.get(options, origin) });
};

describe('where a second factor is required', () => {
  test('an officer without one opens nothing but what sets one up', async () => {
    await officer('mei');
    const mei = await client('mei');
    const session = step.good(await mei.get<SessionShape>('/api/v1/session'));
    expect(session.officer).toMatchObject({ login: 'mei', mustEnrol: true });
    expect((await mei.get('/api/v1/alerts')).body.code).toBe('officer.second-factor-first');
    expect((await mei.get('/api/v1/messages')).status).toBe(404);
    expect(await step.refusal(hub, 'GET', '/api/v1/alerts', { as: mei })).toBe(
      '403 officer.second-factor-first',
    );
    expect((await mei.get<MeShape>('/api/v1/me')).body).toMatchObject({ required: true, passkeys: [] });
  });

  test('an authenticator app opens the rest, and gives ten recovery codes once', async () => {
    const { signedIn, recoveryCodes } = await withApp('kei');
    expect(new Set(recoveryCodes).size).toBe(10);
    expect((await signedIn.get('/api/v1/alerts')).status).toBe(200);
    const me = step.good(await signedIn.get<MeShape>('/api/v1/me'));
    expect(me).toMatchObject({ recoveryCodes: 10, totp: { addedAt: expect.any(Number) } });
    expect((await step.logOf(signedIn)).at(-2)?.text).toBe('認証アプリを登録');
  });

  test('the password alone then opens no session', async () => {
    await withApp('nao');
    const answer = await enter('nao');
    expect(answer.body).toMatchObject({ officer: null, second: { totp: true, recoveryCodes: 10 } });
    expect(answer.cookie).toBe('');
  });

  test('the last factor stays', async () => {
    const { signedIn, code } = await withApp('ryo');
    const proof = await proveByCode(
      signedIn,
      code(),
      await refusedStepUp(signedIn, 'DELETE', '/api/v1/me/totp'),
    );
    const answer = await signedIn.send('DELETE', '/api/v1/me/totp', undefined, { 'x-todoku-proof': proof });
    expect([answer.status, answer.body.code]).toEqual([409, 'second-factor.last']);
  });
});

describe('codes', () => {
  test('one works, once; one of a phone whose clock is off by more than a minute does not', async () => {
    const { code } = await withApp('aoi');
    for (const off of [-90, 90])
      expect((await byCode('aoi', code(off))).body.code).toBe('second-factor.wrong-code');
    const now = code();
    // As an IME writes it.
    const wide = now.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    expect((await byCode('aoi', wide)).body.officer?.login).toBe('aoi');
    expect((await byCode('aoi', now)).body.code).toBe('second-factor.used-code');
  });

  test('two requests with one code at once are one sign-in', async () => {
    const { code } = await withApp('ren');
    const tickets = [await ticketOf('ren'), await ticketOf('ren')];
    const now = code();
    const answers = await Promise.all(
      tickets.map((ticket) => post<SessionShape>('/api/v1/session/code', { ticket, code: now })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  test('a recovery code works once, and the log says how many are left', async () => {
    const { signedIn, recoveryCodes } = await withApp('sae');
    const [first = ''] = recoveryCodes;
    expect((await byCode('sae', first.toUpperCase().replaceAll('-', ' '))).status).toBe(200);
    expect((await step.logOf(signedIn)).at(-1)?.text).toBe('回復コードを使用（残り 9 個）');
    expect((await byCode('sae', first)).body.code).toBe('second-factor.wrong-code');
  });

  test('five wrong ones rest the codes, the right one too; a ticket is worth nothing without', async () => {
    const { code } = await withApp('jun');
    for (let i = 0; i < 5; i++)
      expect((await byCode('jun', '000000')).body.code).toBe('second-factor.wrong-code');
    expect((await byCode('jun', code())).body.code).toBe('sign-in.locked');
    expect((await post('/api/v1/session/code', { ticket: 'x', code: code() })).body.code).toBe(
      'second-factor.ticket-over',
    );
  });

  test('no secret and no code stands in the database as it is', async () => {
    const { secret, recoveryCodes } = await withApp('kai');
    const { read } = hub.hub.store;
    const all = JSON.stringify([
      await read.rows.find(SecondFactorRow),
      await read.sql('SELECT * FROM recovery_codes'),
      await read.sql('SELECT * FROM answers'),
      await read.sql('SELECT * FROM challenges'),
    ]);
    expect(all).not.toContain(secret);
    for (const one of recoveryCodes) expect(all).not.toContain(one.replaceAll('-', ''));
  });
});

describe('passkeys', () => {
  test('one alone opens a session', async () => {
    const { key, added } = await withPasskey('eri');
    expect(added.body.recoveryCodes).toHaveLength(10);
    const answer = await byKey(key);
    expect(answer.body.officer).toMatchObject({ login: 'eri', mustEnrol: false });
    const me = step.good(await clientOf(url, answer.cookie).get<MeShape>('/api/v1/me'));
    expect(me.passkeys).toMatchObject([{ name: '庁舎のPC', usedAt: expect.any(Number) }]);
    expect(me.sessions.find(({ current }) => current)?.means).toBe('passkey');
  });

  test('not without finger or PIN, not for another site, not with an answer that was given before, not copied', async () => {
    const { key } = await withPasskey('goro');
    key.verifiesUser = false;
    expect((await byKey(key)).body.code).toBe('passkey.not-accepted');
    key.verifiesUser = true;
    expect((await byKey(key, 'http://localhost.example.jp')).body.code).toBe('passkey.not-accepted');
    const asked = await post<AskedShape>('/api/v1/session/passkey/options', { ticket: null });
    const answer = { token: asked.body.token, response: key.get(asked.body.options, url) };
    expect((await post('/api/v1/session/passkey', answer)).status).toBe(200);
    expect((await post<object>('/api/v1/session/passkey', answer)).body.code).toBe(
      'second-factor.ticket-over',
    );
    key.counter -= 2;
    expect((await byKey(key)).body.code).toBe('passkey.not-accepted');
    key.counter += 5;
    expect((await byKey(key)).status).toBe(200);
  });

  test('one of another officer does not answer for a ticket', async () => {
    const { key } = await withPasskey('saki');
    await withPasskey('toru');
    const ticket = await ticketOf('toru');
    const { token, options } = (await post<AskedShape>('/api/v1/session/passkey/options', { ticket })).body;
    const answer = await post<object>('/api/v1/session/passkey', { token, response: key.get(options, url) });
    expect(answer.body.code).toBe('passkey.unknown-here');
  });

  test('at an address that has none it is said so', async () => {
    const ask = { body: { ticket: null } };
    expect(await step.refusal(hub, 'POST', '/api/v1/session/passkey/options', ask)).toBe(
      '409 passkey.not-here',
    );
  });
});

/** What a refused request says that the proof must be bound to. */
async function refusedStepUp(as: OfficerClient, method: 'POST' | 'DELETE', path: string, body?: unknown) {
  const answer = await as.send<{ vars?: { act: string; subject: string } }>(method, path, body);
  expect([answer.status, answer.body.code]).toEqual([403, 'officer.step-up']);
  return answer.body.vars ?? { act: '', subject: '' };
}
async function proveByCode(as: OfficerClient, code: string, bound: object): Promise<string> {
  const { token } = step.good(await as.send<StepUpShape>('POST', '/api/v1/step-up', bound));
  step.good(await as.send('POST', '/api/v1/step-up/proof', { token, code }));
  await forgetSteps();
  return token;
}
async function proveByKey(as: OfficerClient, key: Authenticator, bound: object): Promise<string> {
  const { token, passkey } = step.good(await as.send<StepUpShape>('POST', '/api/v1/step-up', bound));
  step.good(await as.send('POST', '/api/v1/step-up/proof', { token, response: key.get(passkey, url) }));
  return token;
}

describe('step-up', () => {
  let duty: Awaited<ReturnType<typeof withApp>>;
  let chief: Awaited<ReturnType<typeof withPasskey>>;
  beforeAll(async () => {
    duty = await withApp('duty-2');
    chief = await withPasskey('chief-2');
  });
  const written = async (): Promise<VersionShape> => {
    const opened = await step.draft(duty.signedIn, step.order('all'));
    return step.good(await step.edit(duty.signedIn, opened, { decision: step.decided }));
  };
  const submitPath = ({ id }: VersionShape) => `/api/v1/drafts/${id}/submit`;
  const submission = ({ revision, phrase }: VersionShape) => ({ revision, phrase: phrase.ja });
  const submit = (version: VersionShape, proof: string, as = duty.signedIn) =>
    as.send<VersionShape>('POST', submitPath(version), submission(version), { 'x-todoku-proof': proof });

  test('issuing alone asks for a proof as an approval does', async () => {
    const supervisor = { reached: false, name: '危機管理課長' };
    const alone = { digest: 'a'.repeat(64), reason: 'life-at-risk', supervisor };
    const path = `/api/v1/versions/${(await written()).id}/break-glass`;
    const bound = await refusedStepUp(duty.signedIn, 'POST', path, alone);
    expect(bound.act).toBe('break-glass');
    const other = { ...alone, supervisor: { ...supervisor, name: '副町長' } };
    expect((await refusedStepUp(duty.signedIn, 'POST', path, other)).subject).not.toBe(bound.subject);
  });

  test('what is submitted and approved is proven by code and by passkey, and the log says so', async () => {
    const draft = await written();
    const bound = await refusedStepUp(duty.signedIn, 'POST', submitPath(draft), submission(draft));
    const waiting = step.good(await submit(draft, await proveByCode(duty.signedIn, duty.code(), bound)));
    expect(waiting.status).toBe('submitted');
    const path = `/api/v1/versions/${waiting.id}/approve`;
    const body = { digest: waiting.digest };
    const asked = await refusedStepUp(chief.signedIn, 'POST', path, body);
    expect((await step.read(duty.signedIn, waiting.id)).status).toBe('submitted');
    const proof = await proveByKey(chief.signedIn, chief.key, asked);
    const headers = { 'x-todoku-proof': proof };
    const done = step.good(await chief.signedIn.send<VersionShape>('POST', path, body, headers));
    expect(done.status).toBe('issued');
    const said = (await step.logOf(duty.signedIn)).map(({ actor, text }) => `${actor}：${text}`);
    expect(said).toContain('duty-2：承認の依頼の前に本人を確認（認証アプリの確認コード）');
    expect(said).toContain('chief-2：承認の前に本人を確認（パスキー）');
    // One person takes it back without being asked for anything.
    expect((await step.cancel(duty.signedIn, done.alertId)).status).toBe(200);
  });

  test('a proof is good for one submission of one text by one officer in one session', async () => {
    const [one, other] = [await written(), await written()];
    const bound = await refusedStepUp(duty.signedIn, 'POST', submitPath(one), submission(one));
    const proof = await proveByCode(duty.signedIn, duty.code(), bound);
    const refused = async (version: VersionShape, as?: OfficerClient) =>
      (await submit(version, proof, as)).body.code;
    expect(await refused(other)).toBe('officer.step-up');
    expect(await refused(one, chief.signedIn)).toBe('officer.step-up');
    const elsewhere = clientOf(url, (await byCode('duty-2', duty.code())).cookie);
    await forgetSteps();
    expect(await refused(one, elsewhere)).toBe('officer.step-up');
    // A wrong phrase uses nothing up.
    const wrong = { ...submission(one), phrase: 'no' };
    const headers = { 'x-todoku-proof': proof };
    expect((await duty.signedIn.send('POST', submitPath(one), wrong, headers)).body.code).toBe(
      'submit.wrong-phrase',
    );
    const edited = step.good(await step.edit(duty.signedIn, one, {}));
    expect(await refused(edited)).toBe('officer.step-up');
    const again = await refusedStepUp(duty.signedIn, 'POST', submitPath(edited), submission(edited));
    const fresh = await proveByCode(duty.signedIn, duty.code(), again);
    expect((await submit(edited, fresh)).status).toBe(200);
    expect((await submit(edited, fresh)).status).not.toBe(200);
  });

  test('a proof of three minutes ago is none, nor one that was only asked for', async () => {
    const draft = await written();
    const bound = await refusedStepUp(duty.signedIn, 'POST', submitPath(draft), submission(draft));
    const asked = step.good(await duty.signedIn.send<StepUpShape>('POST', '/api/v1/step-up', bound));
    expect((await submit(draft, asked.token)).body.code).toBe('officer.step-up');
    const proof = await proveByCode(duty.signedIn, duty.code(), bound);
    await hub.hub.store.write(({ sql }) => sql('UPDATE challenges SET expires_at = expires_at - 180000'));
    expect((await submit(draft, proof)).body.code).toBe('officer.step-up');
  });

  test('the passkey signs for this very text: an answer for another is none', async () => {
    const ask = async (subject: string) =>
      step.good(
        await chief.signedIn.send<StepUpShape>('POST', '/api/v1/step-up', { act: 'approve', subject }),
      );
    const [one, other] = [await ask('a'.repeat(64)), await ask('b'.repeat(64))];
    expect(one.passkey?.['challenge']).not.toBe(other.passkey?.['challenge']);
    const swapped = { token: one.token, response: chief.key.get(other.passkey, url) };
    const answer = await chief.signedIn.send('POST', '/api/v1/step-up/proof', swapped);
    expect(answer.body.code).toBe('passkey.not-accepted');
  });

  test('a stolen session adds no passkey of its own', async () => {
    const asked = step.good(await chief.signedIn.send<AskedShape>('POST', '/api/v1/me/passkeys/options'));
    const response = createAuthenticator().create(asked.options, url);
    const body = { token: asked.token, name: 'x', response };
    await refusedStepUp(chief.signedIn, 'POST', '/api/v1/me/passkeys', body);
  });
});

describe('where an officer is signed in', () => {
  test('she sees it, ends one, ends all others', async () => {
    const { signedIn, code } = await withApp('yui');
    const others: OfficerClient[] = [];
    for (let i = 0; i < 3; i++) {
      others.push(clientOf(url, (await byCode('yui', code())).cookie));
      await forgetSteps();
    }
    const { sessions } = step.good(await signedIn.get<MeShape>('/api/v1/me'));
    expect(sessions).toHaveLength(4);
    expect(sessions.filter(({ current }) => current)).toMatchObject([{ means: 'password' }]);
    expect(sessions.find(({ means }) => means === 'totp')).toMatchObject({
      address: expect.stringMatching(/127\.0\.0\.1|::1/),
      agent: 'Mozilla/5.0 (test)',
    });
    const [id] = sessions.filter(({ current }) => !current).map((one) => one.id);
    step.good(await signedIn.send('DELETE', `/api/v1/me/sessions/${id}`));
    const codes = async () =>
      Promise.all(others.map(async (one) => (await one.get('/api/v1/alerts')).status));
    expect((await codes()).sort()).toEqual([200, 200, 401]);
    step.good(await signedIn.send('DELETE', '/api/v1/me/sessions'));
    expect(await codes()).toEqual([401, 401, 401]);
    expect((await signedIn.get('/api/v1/alerts')).status).toBe(200);
    const foreign = await withApp('yuta');
    expect((await foreign.signedIn.send('DELETE', `/api/v1/me/sessions/${sessions[0]?.id}`)).status).toBe(
      404,
    );
  });
});
