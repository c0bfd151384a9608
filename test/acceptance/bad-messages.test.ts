import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { submissionLife } from '../../src/domain/alert.js';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import { verifyLog } from '../../src/store/log.store.js';
import type { AlertShape, VersionShape } from '../../src/wire/alert.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(() => hub?.close());

const refusal = (method: string, path: string, body: unknown, as = duty) =>
  step.refusal(hub, method, path, { as, body });
const small = step.order(['takemoto']);

describe('a message that cannot be', () => {
  afterEach(() => expect(hub.town.ledger.size).toBe(0));

  test.each<[string, object, string]>([
    ['unknown kind', { kind: 'ragnarok' }, '422 compose.unknown-kind'],
    ['kind named like a part of the language', { kind: 'constructor' }, '422 compose.unknown-kind'],
    ['unknown proposal', { proposalId: 'none' }, '404 proposal.unknown'],
    ['lift of nothing', { liftOf: 'none', districts: 'all' }, '404 version.unknown'],
    ['ready-made kind', { kind: 'cancellation' }, '409 draft.ready-made-only'],
    ['two sources at once', { kind: 'test-broadcast', proposalId: 'x' }, '400 request.invalid'],
    ['nothing', {}, '400 request.invalid'],
  ])('draft from %s', async (_situation, source, code) => {
    expect(await refusal('POST', '/api/v1/drafts', source)).toBe(code);
  });

  test.each<[string, object, string]>([
    ['missing slot', { slots: {} }, '422 compose.missing-slot'],
    ['unknown slot', { slots: { hazard: 'landslide', colour: 'red' } }, '422 compose.unknown-slot'],
    ['value that is none', { slots: { hazard: 'locusts' } }, '422 compose.bad-slot'],
    ['unknown district', { districts: ['izui', 'atlantis'] }, '422 compose.unknown-district'],
    ['nothing but an unknown district', { districts: ['atlantis'] }, '422 compose.unknown-district'],
    ['no district', { districts: [] }, '422 submit.no-districts'],
    [
      'text of 121 characters',
      { slots: { hazard: 'landslide', note: '水'.repeat(121) } },
      '422 compose.text-too-long',
    ],
    [
      'text that says it is real',
      { slots: { hazard: 'landslide', note: '訓練ではありません' } },
      '422 compose.real-word-in-exercise',
    ],
    ['decision by nobody', { decision: null }, '422 submit.no-decision'],
  ])('%s: refused at submit, the draft kept', async (_situation, changes, code) => {
    const opened = await step.draft(duty, step.order(['takemoto']));
    const edited = step.good(await step.edit(duty, opened, { decision: step.decided, ...changes }));
    const body = { revision: edited.revision, phrase: edited.phrase.en };
    expect(await refusal('POST', `/api/v1/drafts/${opened.id}/submit`, body)).toBe(code);
    expect(await step.read(duty, opened.id)).toMatchObject({ status: 'draft', revision: 2, digest: null });
  });

  test('a body larger than any text may be', async () => {
    const opened = await step.draft(duty, step.order(['takemoto']));
    const body = { ...step.bodyOfEdit(opened), slots: { note: '水'.repeat(2001) } };
    expect(await refusal('PUT', `/api/v1/drafts/${opened.id}`, body)).toBe('400 request.invalid');
    const json = { as: duty, body: '{"revision":', headers: { 'content-type': 'application/json' } };
    expect(await step.refusal(hub, 'PUT', `/api/v1/drafts/${opened.id}`, json)).toBe(
      '400 request.unreadable',
    );
  });

  test('a preview of what cannot be', async () => {
    const body = { kind: 'evacuation-instruction', slots: {}, districts: 'all' };
    expect(await refusal('POST', '/api/v1/preview', body)).toBe('422 compose.missing-slot');
  });

  test('ids that nobody has', async () => {
    const digest = { digest: '0'.repeat(64) };
    expect(await refusal('POST', '/api/v1/versions/none/approve', digest)).toBe('404 version.unknown');
    expect(await refusal('POST', '/api/v1/versions/none/renew', {})).toBe('404 version.unknown');
    expect(await refusal('POST', '/api/v1/alerts/none/cancel', { phrase: '' })).toBe(
      '409 retract.nothing-issued',
    );
    for (const id of ['none', '999999999', '1e9'])
      expect(await refusal('POST', `/api/v1/deliveries/${id}/decide`, { action: 'retry' })).toBe(
        '404 delivery.unknown',
      );
    expect(await refusal('POST', '/api/v1/proposals/none/dismiss', { reason: 'x' })).toBe(
      '404 proposal.unknown',
    );
    expect(await refusal('POST', '/api/v1/drills', { scenario: '../towns', speed: 60 })).toBe(
      '404 scenario.unknown',
    );
    expect(await step.refusal(hub, 'GET', '/api/v1/versions/none', { as: duty })).toBe('404 version.unknown');
    expect(await step.refusal(hub, 'GET', '/api/v1/alerts/none', { as: duty })).toBe('404 alert.unknown');
    expect(await step.refusal(hub, 'GET', '/api/v1/moon', { as: duty })).toBe('404 request.no-such-route');
    expect(await step.refusal(hub, 'POST', '/moon', { as: duty, body: {} })).toBe(
      '404 request.no-such-route',
    );
  });
});

describe('a kind that one person may issue', () => {
  const opening = (note?: string) => ({
    kind: 'shelter-opening',
    slots: { shelters: [hub.hub.desk.town.shelters[0]?.id], ...(note ? { note } : {}) },
    districts: ['takemoto'],
  });

  test('is confirmed and issued in one step, with the phrase', async () => {
    const opened = await step.draft(duty, opening());
    expect((await step.submit(duty, opened, 'go')).body.code).toBe('submit.wrong-phrase');
    const issued = step.good(await step.submit(duty, opened));
    expect(issued).toMatchObject({ status: 'issued', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await step.settled(duty, issued.id);
  });

  test('waits for another as soon as a person typed into it', async () => {
    const opened = await step.draft(duty, opening('毛布あり'));
    const waiting = step.good(await step.submit(duty, opened));
    expect(waiting.status).toBe('submitted');
    expect((await step.approve(duty, waiting)).body.code).toBe('approve.own-submission');
  });
});

describe('two hands on one draft', () => {
  test('the slower editor is told, and nothing of the faster one is lost', async () => {
    const opened = await step.draft(duty, small);
    step.good(await step.edit(chief, opened, { districts: ['sue'] }));
    const path = `/api/v1/drafts/${opened.id}`;
    expect(await refusal('PUT', path, { ...step.bodyOfEdit(opened), districts: ['izui'] })).toBe(
      '409 draft.stale',
    );
    const submission = { revision: opened.revision, phrase: opened.phrase.ja };
    expect(await refusal('POST', `${path}/submit`, submission)).toBe('409 draft.stale');
    expect(await step.read(duty, opened.id)).toMatchObject({
      districts: ['sue'],
      revision: 2,
      status: 'draft',
    });
  });

  test('two edits at once: one wins', async () => {
    const opened = await step.draft(duty, small);
    const both = await Promise.all([duty, chief].map((officer) => step.edit(officer, opened, {})));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('whoever edited cannot approve, even when another submits', async () => {
    const opened = await step.draft(duty, step.order(['takemoto']));
    const edited = step.good(await step.edit(chief, opened, { decision: step.decided }));
    const waiting = step.good(await step.submit(duty, edited));
    expect((await step.approve(chief, waiting)).body.code).toBe('approve.own-edit');
    expect((await step.approve(duty, waiting)).body.code).toBe('approve.own-submission');
    expect(waiting.may.approve).toBe('approve.own-submission');
  });
});

describe('a double click', () => {
  test('with one key: one draft, one answer; other content under it is refused', async () => {
    const headers = { 'idempotency-key': 'click-1' };
    const open = () => duty.send<VersionShape>('POST', '/api/v1/drafts', small, headers);
    const [first, second] = await Promise.all([open(), open()]);
    expect(second).toEqual(first);
    expect((await open()).body.id).toBe(first?.body.id);
    const other = { as: duty, body: { ...small, districts: ['sue'] }, headers };
    expect(await step.refusal(hub, 'POST', '/api/v1/drafts', other)).toBe('422 idempotency.other-body');
    const theirs = await chief.send<VersionShape>('POST', '/api/v1/drafts', small, headers);
    expect(theirs.body.id).not.toBe(first?.body.id);
  });

  test('approve twice at once: with a key both hear "issued", without one the second is refused; it went out once', async () => {
    const before = hub.town.ledger.size;
    const keyed = await step.submitted(duty, small);
    const key = { 'idempotency-key': 'click-2' };
    const both = await Promise.all([step.approve(chief, keyed, key), step.approve(chief, keyed, key)]);
    expect(both.map(({ status, body }) => [status, body.status])).toEqual([
      [200, 'issued'],
      [200, 'issued'],
    ]);
    const plain = await step.submitted(duty, { ...small, districts: ['sue'] });
    const [one, two] = await Promise.all([step.approve(chief, plain), step.approve(chief, plain)]);
    expect([one?.status, two?.status].sort()).toEqual([200, 409]);
    expect([one?.body.code, two?.body.code]).toContain('version.issued');
    for (const { id } of [keyed, plain]) await step.settled(duty, id);
    const entries = step
      .ledgerAfter(hub, before)
      .filter(({ provider }) => provider === 'sms' || provider === 'push');
    expect(entries.length).toBeGreaterThan(100);
    expect(new Set(entries.map(({ target }) => target)).size).toBe(entries.length);
  });

  test('submit twice without a key: the second is refused', async () => {
    const edited = step.good(
      await step.edit(duty, await step.draft(duty, small), { decision: step.decided }),
    );
    const both = await Promise.all([step.submit(duty, edited), step.submit(duty, edited)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.map(({ body }) => body.code)).toContain('version.submitted');
  });

  test('cancel twice: the second is refused, and nobody is told twice', async () => {
    const order = step.good(await step.approve(chief, await step.submitted(duty, step.order(['takemoto']))));
    await step.settled(duty, order.id);
    const before = hub.town.ledger.size;
    const both = await Promise.all([step.cancel(chief, order.alertId), step.cancel(duty, order.alertId)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [newest] = (await step.alert(duty, order.alertId)).versions;
    await step.settled(duty, newest?.id ?? '');
    const told = step
      .ledgerAfter(hub, before)
      .map(({ provider, target, text }) => `${provider} ${target} ${text}`);
    expect(told.length).toBeGreaterThan(50);
    expect(new Set(told).size).toBe(told.length);
  });
});

describe('a submission that is not what it was', () => {
  const lapse = (id: string) =>
    hub.hub.store.write(({ rows }) => rows.update(VersionRow, { id }, { lapsesAt: Date.now() - 1 }));

  test('an edit voids its digest', async () => {
    const waiting = await step.submitted(duty, small);
    const edited = step.good(await step.edit(duty, waiting, { districts: ['sue'] }));
    expect(edited).toMatchObject({ status: 'draft', digest: null, lapsesAt: null });
    const path = `/api/v1/versions/${waiting.id}/approve`;
    expect(await refusal('POST', path, { digest: waiting.digest }, chief)).toBe('409 version.draft');
    const again = step.good(await step.submit(duty, edited));
    expect(again.digest).not.toBe(waiting.digest);
    expect(await refusal('POST', path, { digest: waiting.digest }, chief)).toBe('409 approve.other-digest');
    expect((await step.logOf(duty)).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('無効化'),
    );
  });

  test('it lapses after ten minutes; its submitter alone renews it, on the same digest', async () => {
    const waiting = await step.submitted(duty, small);
    expect((waiting.lapsesAt ?? 0) - (waiting.submittedAt ?? 0)).toBe(submissionLife);
    await lapse(waiting.id);
    const path = `/api/v1/versions/${waiting.id}`;
    expect(await refusal('POST', `${path}/approve`, { digest: waiting.digest }, chief)).toBe(
      '409 submission.lapsed',
    );
    expect(await step.read(chief, waiting.id)).toMatchObject({
      status: 'lapsed',
      may: { renew: 'renew.not-submitter' },
    });
    expect(await refusal('POST', `${path}/renew`, {}, chief)).toBe('409 renew.not-submitter');
    const renewed = step.good(await duty.send<VersionShape>('POST', `${path}/renew`, {}));
    expect(renewed).toMatchObject({ status: 'submitted', digest: waiting.digest });
    expect(step.good(await step.approve(chief, renewed)).status).toBe('issued');
  });

  test('returned with a reason it is edited again; rejected it is over', async () => {
    const waiting = await step.submitted(duty, small);
    const path = `/api/v1/versions/${waiting.id}`;
    expect(await refusal('POST', `${path}/return`, { reason: ' ' }, chief)).toBe('400 request.invalid');
    const back = step.good(
      await chief.send<VersionShape>('POST', `${path}/return`, { reason: '地区が違う' }),
    );
    expect(back).toMatchObject({ status: 'returned', reason: '地区が違う', digest: null });
    const again = step.good(await step.submit(duty, back));
    const over = step.good(await chief.send<VersionShape>('POST', `${path}/reject`, { reason: '不要' }));
    expect(over.status).toBe('rejected');
    expect(await refusal('PUT', `/api/v1/drafts/${waiting.id}`, step.bodyOfEdit(again))).toBe(
      '409 version.rejected',
    );
    expect(await refusal('POST', `${path}/approve`, { digest: again.digest }, chief)).toBe(
      '409 version.rejected',
    );
  });

  test('the districts’ state changed meanwhile: refused, until it is submitted again', async () => {
    const waiting = await step.submitted(duty, step.order(['kumai']));
    const elder = { kind: 'evacuation-elderly', slots: { hazard: 'landslide' }, districts: ['kumai'] };
    await step.issued(duty, chief, elder);
    const path = `/api/v1/versions/${waiting.id}`;
    expect(await refusal('POST', `${path}/approve`, { digest: waiting.digest }, chief)).toBe(
      '409 submission.state-changed',
    );
    await lapse(waiting.id);
    expect(await refusal('POST', `${path}/renew`, {})).toBe('409 submission.state-changed');
    const edited = step.good(await step.edit(duty, await step.read(duty, waiting.id), {}));
    const again = step.good(await step.submit(duty, edited));
    expect(step.good(await step.approve(chief, again)).status).toBe('issued');
    expect((await step.levels(duty))['kumai']).toBe(4);
  });
});

test('after all this the log is whole, and says each command once', async () => {
  const { entries, faults } = await verifyLog(hub.hub.store.read, []);
  expect(faults).toEqual([]);
  const issued = (await step.logOf(duty)).filter(({ category }) => category === 'issue');
  const alerts = step.good(await duty.get<AlertShape[]>('/api/v1/alerts'));
  const versions = alerts.flatMap((alert) => alert.versions).filter(({ issuedAt }) => issuedAt !== null);
  expect(issued).toHaveLength(versions.length);
  expect(entries).toBeGreaterThan(50);
});
