/** One officer alone at night, the hand-over of duty, officers by link, and what the audit shows of it all. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { randomToken } from '../../src/platform/digest.js';
import { addOfficer } from '../../src/officers/add-officer.js';
import { BreakGlassRow } from '../../src/store/entities/staff.entity.js';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import type { VersionShape } from '../../src/wire/alert.js';
import type { AuditShape, LogCheckShape, SignInShape } from '../../src/wire/audit.js';
import type { TaskShape } from '../../src/wire/delivery.js';
import type { WatchShape } from '../../src/wire/watch.js';
import type { BreakGlassShape, OfficersShape } from '../../src/wire/staff.js';
import { officerPhone } from '../../src/wire/virtual-town.js';
import { signIn, startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(60_000);
let hub: TestHub;
let night: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  night = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(() => hub?.close());

const alone = (version: VersionShape, more: object = {}) => ({
  digest: version.digest,
  reason: 'no-answer',
  supervisor: { reached: false, name: '危機管理課長、副町長' },
  ...more,
});
const issueAlone = (as: OfficerClient, version: VersionShape, body: object = alone(version)) =>
  step.refusal(hub, 'POST', `/api/v1/versions/${version.id}/break-glass`, { as, body });
/** As if the submission stood there since then. */
const submittedAgo = (version: VersionShape, milliseconds: number) =>
  hub.hub.store.write(({ rows }) =>
    rows.update(VersionRow, { id: version.id }, { submittedAt: Date.now() - milliseconds }),
  );
const broken = async (as: OfficerClient) => step.good(await as.get<BreakGlassShape[]>('/api/v1/break-glass'));
const texts = async () => (await step.logOf(chief)).map(({ text }) => text);

describe('単独緊急発令', () => {
  let waiting: VersionShape;

  test('is refused before its time, without a reason, without a name, on another digest, of another’s submission', async () => {
    waiting = await step.submitted(night, step.order(['okuda']));
    expect(waiting.may).toMatchObject({
      approve: 'approve.own-submission',
      breakGlass: 'break-glass.too-soon',
    });
    expect(waiting.breakGlassAt).toBe((waiting.submittedAt ?? 0) + 60_000);
    expect(await issueAlone(night, waiting)).toBe('409 break-glass.too-soon');
    await submittedAgo(waiting, 59_000);
    expect(await issueAlone(night, waiting)).toBe('409 break-glass.too-soon');
    await submittedAgo(waiting, 60_000);
    const { reason: _reason, ...without } = alone(waiting);
    expect(await issueAlone(night, waiting, without)).toBe('400 request.invalid');
    expect(await issueAlone(night, waiting, alone(waiting, { reason: 'I like to' }))).toBe(
      '400 request.invalid',
    );
    const nobody = alone(waiting, { supervisor: { reached: false, name: ' ' } });
    expect(await issueAlone(night, waiting, nobody)).toBe('400 request.invalid');
    const other = alone(waiting, { digest: '0'.repeat(64) });
    expect(await issueAlone(night, waiting, other)).toBe('409 approve.other-digest');
    expect(await issueAlone(chief, waiting)).toBe('409 break-glass.not-yours');
    expect((await step.read(night, waiting.id)).status).toBe('submitted');
    expect(await broken(chief)).toEqual([]);
  });

  test('an approver who may not draft cannot, nor can a drafter who may not approve', async () => {
    const { store, desk } = hub.hub;
    const refused: string[] = [];
    for (const role of ['approver', 'drafter'] as const) {
      const officer = { login: `lone-${role}`, name: role, password: 'only one of the two roles' };
      await addOfficer(store, desk.say, Date.now(), { ...officer, roles: [role], oneTime: false });
      refused.push(await issueAlone(await signIn(hub.url, officer), waiting));
    }
    expect(refused).toEqual(['403 officer.not-both-roles', '403 officer.lacks-role']);
  });

  test('issues to the same digest, is told to every other approver, and stands until it is reviewed', async () => {
    const path = `/api/v1/versions/${waiting.id}/break-glass`;
    const issued = step.good(await night.send<VersionShape>('POST', path, alone(waiting)));
    expect(issued).toMatchObject({ status: 'issued', digest: waiting.digest });
    expect(await step.levels(night)).toMatchObject({ okuda: 4 });
    const said = await texts();
    const at = said.findIndex((text) => text.includes('単独で緊急発令'));
    expect(said[at]).toContain('承認者が呼び出しに応じない');
    expect(said[at]).toContain('上司に連絡つかず（かけた先：危機管理課長、副町長）');
    expect(said[at + 1]).toContain('を単独で発令');
    const told = await until(async () => {
      const rings = hub.town.ledger.entries({ provider: 'ring' });
      const about = rings.filter(({ text }) => text.includes('当直者一人の判断'));
      return about.length > 0 ? about : null;
    });
    for (const { target, text } of told) {
      expect(target).not.toBe(officerPhone(2));
      expect(text).not.toMatch(/奥田|土砂/);
    }
    const [one] = await broken(chief);
    expect(one).toMatchObject({ versionId: waiting.id, reached: false, review: null, mayReview: null });
    expect((await broken(night))[0]?.mayReview).toBe('break-glass.own-review');
  });

  test('overdue, it is a task; another approver’s review ends it', async () => {
    await hub.hub.store.write(({ rows }) =>
      rows.update(BreakGlassRow, { versionId: waiting.id }, { reviewDueAt: Date.now() - 1 }),
    );
    const task = await until(async () => {
      const tasks = step.good(await chief.get<TaskShape[]>('/api/v1/tasks'));
      return tasks.find(({ kind }) => kind === 'review') ?? null;
    });
    expect(task).toMatchObject({ versionId: waiting.id, reason: 'break-glass' });
    const review = (as: OfficerClient, note: string) =>
      step.refusal(hub, 'POST', `/api/v1/versions/${waiting.id}/review`, { as, body: { note } });
    expect(await review(night, 'よし')).toBe('409 break-glass.own-review');
    expect(await review(chief, ' ')).toBe('400 request.invalid');
    const path = `/api/v1/versions/${waiting.id}/review`;
    step.good(await chief.send('POST', path, { note: '雨量と電話の記録を確かめた。妥当。' }));
    expect(
      step.good(await chief.get<TaskShape[]>('/api/v1/tasks')).filter(({ kind }) => kind === 'review'),
    ).toEqual([]);
    expect((await broken(night))[0]?.review).toMatchObject({ note: '雨量と電話の記録を確かめた。妥当。' });
    expect(await review(chief, 'もう一度')).toBe('409 break-glass.reviewed');
  });

  test('control: what another officer approves leaves no such row and nobody is rung about it', async () => {
    await step.issued(night, chief, step.order(['koyo']));
    expect(await broken(chief)).toHaveLength(1);
    expect((await texts()).filter((text) => text.includes('単独で緊急発令'))).toHaveLength(1);
  });

  test('a lift is not issued alone', async () => {
    const [order] = (await step.alert(night, waiting.alertId)).versions;
    const lift = await step.submitted(night, { liftOf: order?.id, districts: ['okuda'] });
    await submittedAgo(lift, 3_600_000);
    expect(await issueAlone(night, lift)).toBe('409 break-glass.not-this-kind');
  });
});

test('duty is taken, and handed over with a note that stands in the log', async () => {
  const duty = async (as: OfficerClient, path: string, body: object) =>
    step.good(await as.send<WatchShape>('POST', `/api/v1/watch/${path}`, body));
  const before = { as: night, body: { note: 'x', to: null } };
  expect(await step.refusal(hub, 'POST', '/api/v1/watch/hand-over', before)).toBe('409 watch.not-on');
  const taken = await duty(night, 'take', {});
  expect(taken.onDuty).toHaveLength(1);
  expect(await step.refusal(hub, 'POST', '/api/v1/watch/take', { as: night, body: {} })).toBe(
    '409 watch.on-already',
  );
  const [, next] =
    taken.others.length > 0 ? [null, taken.others.find(({ name }) => name !== 'approver')] : [];
  const note = '越辺川の水位に注意。避難所の鍵は当直室。';
  const handed = await duty(night, 'hand-over', { note, to: next?.id ?? null });
  expect(handed).toMatchObject({ onDuty: [{ id: next?.id }], last: { note, to: next?.name } });
  expect((await texts()).filter((text) => text.includes(note))).toHaveLength(1);
});

test('an officer comes by a link of one use, and her sessions end when she is removed', async () => {
  const ask = (body: object) => night.send<{ id: string }>('POST', '/api/v1/officers/requests', body);
  const confirm = (id: string, body: object) =>
    chief.send('POST', `/api/v1/officers/requests/${id}/confirm`, body);
  const haru = { kind: 'invite', login: 'haru', name: '春', roles: ['headquarters'], reason: '本部の応援' };
  const { id } = step.good(await ask(haru));
  const own = { as: night, body: { secret: randomToken(32) } };
  expect(await step.refusal(hub, 'POST', `/api/v1/officers/requests/${id}/confirm`, own)).toBe(
    '409 staff.own',
  );
  const secret = randomToken(32);
  step.good(await confirm(id, { secret }));
  const accept = { body: { secret, password: 'haru chose it herself' } };
  expect((await step.ask(hub, 'POST', '/api/v1/invitations/accept', accept)).status).toBe(200);
  expect(await step.refusal(hub, 'POST', '/api/v1/invitations/accept', accept)).toBe('409 invitation.over');
  const client = await signIn(hub.url, { login: 'haru', password: 'haru chose it herself' });
  expect((await client.get('/api/v1/tasks')).status).toBe(200);
  const { officers } = step.good(await chief.get<OfficersShape>('/api/v1/officers'));
  const listed = officers.find(({ login }) => login === 'haru');
  expect(listed).toMatchObject({ state: 'active', roles: ['headquarters'] });
  const gone = step.good(await ask({ kind: 'remove', officerId: listed?.id, reason: '応援の終了' }));
  step.good(await confirm(gone.id, {}));
  expect((await client.get('/api/v1/tasks')).status).toBe(401);
});

describe('the audit', () => {
  const get = async <T>(path: string) => step.good(await chief.get<T>(`/api/v1/${path}`));

  test('shows who changed what, from what to what, by officer, category and day', async () => {
    const { entries, actors } = await get<AuditShape>('audit?categories=setting');
    expect(new Set(entries.map(({ category }) => category))).toEqual(new Set(['setting']));
    const invited = entries.find(({ text }) => text.startsWith('職員「春」（haru）の招待'));
    expect(invited?.data).toMatchObject({ before: [], after: ['headquarters'] });
    const actor = entries[0]?.actor ?? '';
    expect(actors).toContain(actor);
    const hers = await get<AuditShape>(`audit?actor=${encodeURIComponent(actor)}`);
    expect(new Set(hers.entries.map((one) => one.actor))).toEqual(new Set([actor]));
    expect((await get<AuditShape>(`audit?from=${Date.now() + 60_000}`)).entries).toEqual([]);
    expect(await step.refusal(hub, 'GET', '/api/v1/audit?categories=secrets', { as: chief })).toBe(
      '400 request.invalid',
    );
  });

  test('shows sign-ins with their addresses as long as sessions are kept, and nothing that opens one', async () => {
    const list = await get<SignInShape[]>('audit/sign-ins');
    expect(list.length).toBeGreaterThan(1);
    expect(list.map(({ at }) => at)).toEqual(list.map(({ at }) => at).toSorted((a, b) => b - a));
    for (const one of list) {
      expect(Object.keys(one).toSorted()).toEqual(['address', 'agent', 'at', 'login', 'means', 'name']);
      expect(one.address).toMatch(/127\.0\.0\.1$/);
    }
    expect(new Set(list.map(({ means }) => means))).toEqual(new Set(['password']));
    // What retention has erased is gone from here, too.
    const gone = list.at(-1);
    await hub.hub.store.write(({ sql }) => sql('DELETE FROM sessions WHERE created_at = $1', gone?.at ?? 0));
    expect(await get<SignInShape[]>('audit/sign-ins')).toHaveLength(list.length - 1);
  });

  test('the log is taken away whole, without personal data, and runs no formula', async () => {
    const entry = {
      at: Date.now(),
      category: 'call',
      text: '=HYPERLINK("http://x")',
      source: '+81',
      personal: '山田 090',
    };
    step.good(await night.send('POST', '/api/v1/log', entry));
    const csv = await step.ask(hub, 'GET', '/api/v1/log/export?format=csv', { as: chief });
    expect(csv.type).toBe('text/csv; charset=utf-8');
    expect(csv.body.title).toContain(`"'=HYPERLINK(""http://x"")",'+81`);
    const all = await get<{ seq: number }[]>('log/export?format=json');
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1));
    for (const text of [csv.body.title ?? '', JSON.stringify(all)]) expect(text).not.toContain('山田');
  });

  test('the chain is whole; an entry that was edited behind its back is found', async () => {
    expect(await get<LogCheckShape>('log/check')).toMatchObject({ faults: [], lost: [] });
    await hub.hub.store.write(async ({ sql }) => {
      await sql('DROP TRIGGER log_no_update');
      await sql("UPDATE log_entries SET text = '何もなかった' WHERE seq = 3");
    });
    expect((await get<LogCheckShape>('log/check')).faults).toContainEqual({ seq: 3, fault: 'edited' });
  });
});
