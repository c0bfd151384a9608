/** What a hub says as CAP: of a message that is written, of what was issued, and of what took it back. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { VersionShape } from '../../src/wire/alert.js';
import type { CapShape, PreviewShape } from '../../src/wire/message.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(60_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
});
afterAll(() => hub?.close());

const message = {
  kind: 'evacuation-instruction',
  slots: { hazard: 'landslide', reason: 'landslide-warning' },
  districts: ['okuda', 'sue'],
};
const element = ({ xml }: CapShape, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
const capOf = async (id: string) => step.good(await duty.get<CapShape>(`/api/v1/versions/${id}/cap`));

test('a message that is written is a draft in CAP too, right by schema and rules, in every language', async () => {
  const cap = step.good(await duty.send<CapShape>('POST', '/api/v1/preview/cap', message));
  expect(cap).toMatchObject({ valid: true, references: [], identifier: 'preview' });
  expect(cap.findings.filter(({ rule }) => rule.startsWith('references'))).toEqual([]);
  expect([element(cap, 'status'), element(cap, 'msgType')]).toEqual(['Draft', 'Alert']);
  expect(cap.xml.match(/<info>/g)?.length).toBe(hub.hub.desk.town.languages.length);
  expect(cap.xml).toContain('【訓練】');
});

test('what was issued names what its alert said before', async () => {
  const { alertId, ...first } = await step.issued(duty, chief, message);
  const issued = await capOf(first.id);
  expect(issued).toMatchObject({ valid: true, identifier: first.id, references: [] });
  expect([element(issued, 'status'), element(issued, 'msgType')]).toEqual(['Exercise', 'Alert']);

  const { versions } = step.good(await step.cancel(duty, alertId));
  const cancel = versions.find(({ purpose }) => purpose === 'cancel');
  const taken = await capOf(cancel?.id ?? '');
  expect(taken).toMatchObject({ valid: true, references: [first.id] });
  expect(element(taken, 'msgType')).toBe('Cancel');
  expect(element(taken, 'references')).toContain(`,${first.id},${element(issued, 'sent')}`);
});

test('an earlier retraction is named by the time that it names itself', async () => {
  const { alertId, retractPhrase } = await step.issued(duty, chief, message);
  const path = `/api/v1/alerts/${alertId}/correction`;
  step.good(await duty.send('POST', path, { cause: 'wrong-area', phrase: retractPhrase.correct.ja }));
  const { versions } = step.good(await step.cancel(duty, alertId));
  const byPurpose = (purpose: string) => versions.find((one) => one.purpose === purpose)?.id ?? '';
  const correction = await capOf(byPurpose('correction'));
  const cancel = await capOf(byPurpose('cancel'));
  expect(cancel.references).toHaveLength(2);
  expect(element(cancel, 'references')).toContain(`,${correction.identifier},${element(correction, 'sent')}`);
});

test('control: a draft is no alert, and names nothing', async () => {
  const opened = await step.draft(duty, message);
  const cap = await capOf(opened.id);
  expect([element(cap, 'status'), element(cap, 'references')]).toEqual(['Draft', undefined]);
});

test('what cannot be said is refused', async () => {
  const asked = async (body: object) =>
    (await duty.send<{ code?: string }>('POST', '/api/v1/preview/cap', body)).body.code;
  expect(await asked({ ...message, kind: 'nothing' })).toBe('compose.unknown-kind');
  expect(await asked({ ...message, slots: {} })).toBe('compose.missing-slot');
  expect((await duty.get<VersionShape>('/api/v1/versions/nothing/cap')).status).toBe(404);
  expect((await fetch(`${hub.url}/api/v1/versions/nothing/cap`)).status).toBe(401);
});

test('a preview counts each channel’s addresses; progress says how long hand-offs took', async () => {
  const { audience } = step.good(await duty.send<PreviewShape>('POST', '/api/v1/preview', message));
  const each = Object.values(audience.byChannel ?? {});
  expect(each.length).toBeGreaterThan(1);
  expect(each.reduce((sum, n) => sum + n, 0)).toBe(audience.addresses);

  const { id } = await step.issued(duty, chief, { ...message, districts: ['ohashi'] });
  const { channels } = await step.settled(duty, id);
  const sms = channels.find(({ channel }) => channel === 'sms');
  expect(sms?.took?.p50).toBeGreaterThan(0);
  expect(sms?.took?.p95).toBeGreaterThanOrEqual(sms?.took?.p50 ?? Infinity);
  const whole = (sms?.lastHandOffAt ?? 0) - (sms?.firstHandOffAt ?? 0);
  expect(sms?.took?.p95).toBeLessThan(whole + 10_000);
});
