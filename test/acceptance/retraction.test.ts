import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cancelWindow } from '../../src/domain/alert.js';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import { DeliveryRow } from '../../src/store/entities/delivery.entity.js';
import type { VersionShape } from '../../src/wire/alert.js';
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

const elderly = (districts: readonly string[], hazard: string) => ({
  kind: 'evacuation-elderly',
  slots: { hazard },
  districts,
});
const orders = async (district: string) => {
  const state = step.good(
    await duty.get<{ districts: { code: string; orders: object[] }[] }>('/api/v1/state'),
  );
  return state.districts.find(({ code }) => code === district)?.orders ?? [];
};
const newest = async (alertId: string) => {
  const [first] = (await step.alert(duty, alertId)).versions;
  return step.read(duty, first?.id ?? '');
};
const lift = async (of: VersionShape, districts: readonly string[]) =>
  step.issued(duty, chief, { liftOf: of.id, districts });

describe('what the districts’ state does not allow', () => {
  test('a lift where nothing is in force', async () => {
    const source = {
      kind: 'order-lifted',
      slots: { hazard: 'flood', ofKind: 'evacuation-instruction' },
      districts: ['sue'],
    };
    const opened = await step.draft(duty, source);
    const edited = step.good(await step.edit(duty, opened, { decision: step.decided }));
    const body = { revision: edited.revision, phrase: edited.phrase.ja };
    const path = `/api/v1/drafts/${opened.id}/submit`;
    expect(await step.refusal(hub, 'POST', path, { as: duty, body })).toBe('409 state.lift-without-order');
    expect(hub.town.ledger.size).toBe(0);
  });

  test('a lower level than the one in force, and a lift of a district outside the order', async () => {
    const order = await step.issued(duty, chief, step.order(['sue'], 'flood'));
    const opened = await step.draft(duty, elderly(['sue'], 'flood'));
    const edited = step.good(await step.edit(duty, opened, { decision: step.decided }));
    expect((await step.submit(duty, edited)).body.code).toBe('state.lower-than-in-force');
    const wide = await step.draft(duty, { liftOf: order.id, districts: ['sue', 'izui'] });
    const decided = step.good(await step.edit(duty, wide, { decision: step.decided }));
    expect((await step.submit(duty, decided)).body.code).toBe('state.lift-without-order');
    await step.settled(duty, (await lift(order, ['sue'])).id);
    expect(await orders('sue')).toEqual([]);
  });
});

describe('a cancel within the window', () => {
  test('puts back what stood before, and reaches everyone whom the error reached, and every broadcast channel', async () => {
    const before = await step.issued(duty, chief, elderly(['takemoto'], 'landslide'));
    await step.settled(duty, before.id);
    const start = hub.town.ledger.size;
    const error = await step.issued(duty, chief, step.order(['takemoto', 'takanokura']));
    await step.settled(duty, error.id);
    const end = hub.town.ledger.size;
    expect(await step.levels(duty)).toEqual({ takemoto: 4, takanokura: 4 });
    expect(await step.read(duty, before.id)).toMatchObject({ status: 'superseded' });
    step.good(await step.cancel(duty, error.alertId));
    const cancelled = await newest(error.alertId);
    expect(cancelled).toMatchObject({ purpose: 'cancel', intent: 'cancel', kind: 'cancellation' });
    // It names who sent it, and nobody who decided or approved something else.
    expect(cancelled).toMatchObject({ submitter: { name: '当直' }, approver: null, decision: null });
    await step.settled(duty, cancelled.id);
    expect(await step.levels(duty)).toEqual({ takemoto: 3 });
    expect(await orders('takemoto')).toMatchObject([
      { level: 3, kind: 'evacuation-elderly', alertId: before.alertId },
    ]);
    expect(await step.read(duty, before.id)).toMatchObject({ status: 'issued' });
    expect(await step.read(duty, error.id)).toMatchObject({ status: 'cancelled' });
    const who = (list: ReturnType<typeof step.ledgerAfter>) =>
      list
        .filter(
          ({ provider, alertId }) =>
            provider === 'sms' || (alertId === error.alertId && provider !== 'mastodon'),
        )
        .map(({ provider, target }) => `${provider} ${target}`)
        .sort();
    const after = step.ledgerAfter(hub, end);
    expect(who(after)).toEqual(who(step.ledgerAfter(hub, start).filter(({ seq }) => seq < end)));
    const posted = ({ renderings }: VersionShape) =>
      renderings.flatMap(({ channel, languages }) => (channel === 'mastodon' ? languages : [])).sort();
    expect(posted(cancelled)).toEqual(posted(await step.read(duty, error.id)));
    const posts = after.flatMap(({ provider, text }) => (provider === 'mastodon' ? [text] : []));
    for (const { channel, text } of cancelled.renderings)
      if (channel === 'mastodon') expect(posts.filter((post) => post === text)).toHaveLength(1);
  });

  test('again and again: the order that stood is found, not the one that was cancelled', async () => {
    const again = await step.issued(duty, chief, step.order(['takemoto']));
    step.good(await step.cancel(chief, again.alertId));
    expect(await orders('takemoto')).toMatchObject([{ level: 3, kind: 'evacuation-elderly' }]);
    const [standing] = (await orders('takemoto')) as { alertId: string }[];
    const order = (await step.alert(duty, standing?.alertId ?? '')).versions.at(-1);
    await lift(await step.read(duty, order?.id ?? ''), ['takemoto']);
    expect(await step.levels(duty)).toEqual({});
  });

  test('of a lift: the order stands again', async () => {
    const order = await step.issued(duty, chief, step.order(['takanokura']));
    const lifted = await lift(order, ['takanokura']);
    expect(await step.levels(duty)).toEqual({});
    step.good(await step.cancel(duty, lifted.alertId));
    expect(await orders('takanokura')).toMatchObject([{ level: 4, alertId: order.alertId }]);
    expect(await step.read(duty, order.id)).toMatchObject({ status: 'issued' });
    await lift(order, ['takanokura']);
  });

  test('after the window one person cannot; the phrase is needed; a retraction is the last word', async () => {
    const order = await step.issued(duty, chief, step.order(['takanokura']));
    const path = `/api/v1/alerts/${order.alertId}/cancel`;
    const wrong = { as: duty, body: { phrase: 'cancel please' } };
    expect(await step.refusal(hub, 'POST', path, wrong)).toBe('422 submit.wrong-phrase');
    const issuedAt = Date.now() - cancelWindow - 1;
    await hub.hub.store.write(({ rows }) => rows.update(VersionRow, { id: order.id }, { issuedAt }));
    const body = { phrase: order.retractPhrase.cancel.ja };
    expect(await step.refusal(hub, 'POST', path, { as: duty, body })).toBe('409 cancel.window-over');
    expect((await step.read(duty, order.id)).may).toMatchObject({
      cancel: 'cancel.window-over',
      correct: null,
    });
    expect(await step.levels(duty)).toEqual({ takanokura: 4 });
    await lift(order, ['takanokura']);
  });
});

describe('what was overtaken stays silent', () => {
  const rowsOf = (versionId: string) => hub.hub.store.read.rows.find(DeliveryRow, { where: { versionId } });

  test('what waited for a person when the cancel came cannot be sent afterwards', async () => {
    const order = await step.issued(duty, chief, step.order(['takanokura']));
    await step.settled(duty, order.id);
    const [held, refused] = (await rowsOf(order.id)).filter(({ channel }) => channel === 'sms');
    if (!held || !refused) throw new Error('no SMS');
    await hub.hub.store.write(async ({ rows }) => {
      await rows.update(DeliveryRow, { id: held.id }, { state: 'held', heldReason: 'unsure' });
      await rows.update(DeliveryRow, { id: refused.id }, { state: 'refused' });
    });
    step.good(await step.cancel(duty, order.alertId));
    await step.settled(duty, (await newest(order.alertId)).id);
    const size = hub.town.ledger.size;
    const retry = (id: number) =>
      step.refusal(hub, 'POST', `/api/v1/deliveries/${id}/decide`, { as: duty, body: { action: 'retry' } });
    expect(await retry(held.id)).toBe('409 delivery.not-waiting');
    expect(await retry(refused.id)).toBe('409 delivery.cancelled');
    expect(hub.town.ledger.size).toBe(size);
  });

  test('a message without a hazard takes nobody else’s place', async () => {
    await hub.town.setFault({ endpoint: 'twilio', mode: '503', retryAfter: '2' });
    const shelter = hub.hub.desk.town.shelters[0]?.id ?? '';
    const quake = {
      kind: 'earthquake-report',
      slots: { intensity: '4', occurredAt: Date.now() },
      districts: ['takanokura'],
    };
    const opening = { kind: 'shelter-opening', slots: { shelters: [shelter] }, districts: ['takanokura'] };
    const first = await step.issued(duty, chief, quake);
    const second = await step.issued(duty, chief, opening);
    await hub.town.clearFaults();
    for (const { id } of [first, second]) {
      const { channels } = await step.settled(duty, id);
      for (const { counts } of channels) expect(counts.superseded).toBe(0);
    }
  });
});
