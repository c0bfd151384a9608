import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DecidedShape, StoppedShape, TaskShape, WaitingShape } from '../../src/wire/delivery.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  // SMS so slow that a stop finds something to stop; broadcasts that last as long as they are spoken.
  hub = await startTestHub({ rates: { ...step.fast.rates, sms: { callsPerSecond: 50 } }, playSpeed: 1 });
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(() => hub?.close());

const decide = (versionId: string, body: object) =>
  duty.send<{ done: number; left: number }>('POST', `/api/v1/versions/${versionId}/deliveries/decide`, body);
const stop = (versionId: string, channel: string, headers = {}) =>
  duty.send<StoppedShape>('POST', `/api/v1/versions/${versionId}/stop`, { channel, note: '' }, headers);
const tasks = async () => step.good(await duty.get<TaskShape[]>('/api/v1/tasks'));
const waiting = async (versionId: string) =>
  step.good(await duty.get<WaitingShape>(`/api/v1/versions/${versionId}/waiting`));
const smsIn = (after: number) => step.ledgerAfter(hub, after).filter(({ provider }) => provider === 'sms');

describe('a channel that is stopped', () => {
  test('holds what has not left, lists a task, and resumes: everybody hears it once', async () => {
    const start = hub.town.ledger.size;
    const order = await step.issued(duty, chief, step.order(['sue']), { channels: ['sms'] });
    await until(async () => (smsIn(start).length > 5 ? true : null));
    const key = { 'idempotency-key': 'stop once' };
    const stopped = step.good(await stop(order.id, 'sms', key));
    expect(stopped.held).toBeGreaterThan(0);
    expect(step.good(await stop(order.id, 'sms', key))).toEqual(stopped);
    expect((await stop(order.id, 'sms')).body.code).toBe('stop.nothing-left');
    const { channels } = await step.settled(duty, order.id);
    const sms = channels.find(({ channel }) => channel === 'sms');
    const { held = 0 } = sms?.counts ?? {};
    expect(smsIn(start)).toHaveLength((sms?.targets ?? 0) - held);
    expect(await tasks()).toMatchObject([
      { kind: 'held', channel: 'sms', reason: 'stopped', waiting: held, versionId: order.id },
    ]);
    expect((await waiting(order.id)).channels.find(({ channel }) => channel === 'sms')).toMatchObject({
      stopped: true,
      stoppable: false,
      groups: [{ state: 'held', reason: 'stopped', count: held }],
    });
    const group = { channel: 'sms', of: { state: 'held', reason: 'stopped' } };
    expect((await decide(order.id, { ...group, action: 'give-up', reason: 'other' })).body.code).toBe(
      'request.invalid',
    );
    expect(step.good(await decide(order.id, { ...group, action: 'retry' }))).toMatchObject({
      done: held,
      left: 0,
    });
    expect(await tasks()).toEqual([]);
    await step.settled(duty, order.id);
    const heard = smsIn(start).map(({ target }) => target);
    expect(heard).toHaveLength(sms?.targets ?? 0);
    expect(new Set(heard).size).toBe(heard.length);
    const log = await until(async () => {
      const texts = (await step.logOf(duty)).map(({ text }) => text);
      // One summary, or two where the channel had settled before it was resumed.
      return texts.some((text) => text.startsWith('SMS の送信結果')) ? texts : null;
    });
    expect(log).toContain(`SMS の配信 ${held} 件（停止）を再送`);
  });

  test('is silent where it was speaking; so it is when the alert is cancelled', async () => {
    const order = await step.issued(duty, chief, step.order(['kumai']), { channels: ['radio'] });
    const saying = await commandOf(order.id);
    expect(await gateway(saying)).toBe('playing');
    expect(step.good(await stop(order.id, 'radio'))).toMatchObject({ silenced: ['radio'] });
    await until(async () => ((await gateway(saying)) === 'stopped' ? true : null));
    const refused = await until(async () => {
      const rows = await step.deliveries(duty, order.id, 'channel=radio&state=refused');
      return rows.length > 0 ? rows : null;
    });
    expect(refused[0]).toMatchObject({ fault: { code: 'radio.stopped' }, personal: false });
    const group = { channel: 'radio', of: { state: 'refused', code: 'radio.stopped' } };
    step.good(await decide(order.id, { ...group, action: 'retry' }));
    const again = await commandOf(order.id, saying);
    expect(again).not.toBe(saying);
    step.good(await step.cancel(duty, order.alertId));
    await until(async () => ((await gateway(again)) === 'stopped' ? true : null));
    expect((await decide(order.id, { ...group, action: 'retry' })).body.code).toMatch(
      /^delivery\.(cancelled|none-waiting)$/,
    );
  });
});

test('what maintenance held goes nowhere until it is over, but may be given up; then it goes once', async () => {
  const start = hub.town.ledger.size;
  const order = await step.issued(duty, chief, step.order(['sue']), { channels: ['sms'] });
  await until(async () => (smsIn(start).length > 5 ? true : null));
  step.good(await chief.send('POST', '/api/v1/maintenance/begin', { note: '業者がデータベースを更新' }));
  const { channels } = await step.settled(duty, order.id);
  const { counts, targets = 0 } = channels.find(({ channel }) => channel === 'sms') ?? {};
  const rows = await step.deliveries(duty, order.id, 'channel=sms&state=held');
  const [one, other] = rows.map(({ id }) => `/api/v1/deliveries/${id}/decide`);
  const group = { channel: 'sms', of: { state: 'held', reason: 'maintenance' }, action: 'retry' };
  expect((await decide(order.id, group)).body.code).toBe('hub.maintenance');
  const told = async (path: string | undefined, body: object) =>
    (await duty.send<{ code?: string }>('POST', path ?? '', body)).body.code;
  expect(await told(one, { action: 'retry' })).toBe('hub.maintenance');
  const to = { channel: 'sms', typed: '090-0123-9998' };
  expect(await told(one, { action: 'reroute', to, note: '家族の番号' })).toBe('hub.maintenance');
  step.good(await duty.send('POST', other ?? '', { action: 'give-up', reason: 'told-otherwise', note: '' }));
  step.good(await chief.send('POST', '/api/v1/maintenance/end', {}));
  expect(step.good(await decide(order.id, group))).toMatchObject({ done: (counts?.held ?? 0) - 1, left: 0 });
  await step.settled(duty, order.id);
  const heard = smsIn(start).map(({ target }) => target);
  expect([heard.length, new Set(heard).size]).toEqual([targets - 1, targets - 1]);
});

/** The gateway's command that speaks a version, other than one known before. */
const commandOf = (versionId: string, before = '') =>
  until(async () => {
    const [row] = await hub.hub.store.read.sql<{ call_id: string }>(
      `SELECT call_id FROM deliveries WHERE version_id = $1 AND channel = 'radio' AND state = 'accepted' AND call_id <> $2`,
      versionId,
      before,
    );
    return row?.call_id ?? null;
  });
const gateway = async (commandId: string): Promise<string> =>
  ((await (await fetch(`${hub.townUrl}/radio/v1/commands/${commandId}`)).json()) as { state: string }).state;

describe('a number that does not exist', () => {
  test('is replaced by one that the officer types: the same words, and the number in no answer', async () => {
    const wrong = [...step.people(hub)].find(
      ([target, { district }]) => target.startsWith('+') && district === 'izui',
    );
    const target = wrong?.[0] ?? '';
    await hub.town.setTarget(target, 'bad-number');
    const start = hub.town.ledger.size;
    const order = await step.issued(duty, chief, step.order(['izui']), { channels: ['sms'] });
    await step.settled(duty, order.id);
    const [dead] = await step.deliveries(duty, order.id, 'channel=sms&state=refused');
    const path = `/api/v1/deliveries/${dead?.id}/decide`;
    const to = (typed: string) => ({ action: 'reroute', to: { channel: 'sms', typed }, note: '家族の番号' });
    expect(await step.refusal(hub, 'POST', path, { as: duty, body: to('12345') })).toBe(
      '422 reroute.bad-address',
    );
    const made = step.good(await duty.send<DecidedShape>('POST', path, to('090-0123-9999')));
    const said = await until(async () => smsIn(start).find((one) => one.target === '+819001239999') ?? null);
    expect(smsIn(start).map(({ text }) => text)).toContain(said.text);
    expect(said.text).toContain('訓練');
    await step.settled(duty, order.id);
    const answers = [
      made,
      await step.deliveries(duty, order.id, 'channel=sms'),
      await step.logOf(duty),
      await tasks(),
    ];
    expect(JSON.stringify(answers)).not.toContain('01239999');
    expect(await step.refusal(hub, 'POST', path, { as: duty, body: { action: 'retry' } })).toBe(
      '409 delivery.rerouted',
    );
    expect(step.good(await duty.get(`/api/v1/deliveries/${dead?.id}/addresses`))).toEqual(expect.any(Array));
  });
});
