/** Several hazards in one order, an order without a number, a lowered level: into force and out of it again. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
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
}, 60_000);
afterAll(() => hub?.close());

const combined = {
  kind: 'evacuation-combined',
  slots: {
    orders: [
      { level: 3, hazard: 'flood', districts: ['imajuku', 'akanuma'] },
      { level: 4, hazard: 'landslide', districts: ['okuda'] },
    ],
  },
  districts: ['okuda', 'imajuku', 'akanuma'],
};

test('a combined order is one broadcast, highest first, and is lifted hazard by hazard', async () => {
  const order = await step.issued(duty, chief, combined);
  expect(order).toMatchObject({ level: 4, status: 'issued' });
  expect(await step.levels(duty)).toEqual({ okuda: 4, imajuku: 3, akanuma: 3 });
  const [radio, ...more] = order.renderings.filter(({ channel }) => channel === 'radio');
  expect(more).toEqual([]);
  expect(radio?.radio?.siren).toBe('evacuation');
  const spoken = radio?.radio?.lines.map(({ text }) => text).join('') ?? '';
  expect(spoken.indexOf('奥田は、土砂災害で、警戒レベル4、避難指示です。')).toBeGreaterThan(0);
  expect(spoken.indexOf('警戒レベル3、高齢者等避難です。')).toBeGreaterThan(spoken.indexOf('奥田は、'));

  const all = ['okuda', 'imajuku', 'akanuma'];
  const first = await step.issued(duty, chief, { liftOf: order.id, districts: all });
  expect(first).toMatchObject({
    slots: { hazard: 'landslide', ofKind: 'evacuation-instruction' },
    districts: ['okuda'],
  });
  expect(await step.levels(duty)).toEqual({ imajuku: 3, akanuma: 3 });
  const second = await step.issued(duty, chief, { liftOf: order.id, districts: all });
  expect(second).toMatchObject({
    slots: { hazard: 'flood', ofKind: 'evacuation-elderly' },
    districts: ['akanuma', 'imajuku'],
  });
  expect(await step.levels(duty)).toEqual({});
});

test('orders whose districts are not those of the message, and a shelter beside a level 5, are refused', async () => {
  const preview = (changes: object) => duty.send('POST', '/api/v1/preview', { ...combined, ...changes });
  expect((await preview({ districts: ['okuda'] })).body).toMatchObject({ code: 'compose.orders-districts' });
  const orders = [{ level: 5, hazard: 'landslide', districts: ['okuda'] }];
  const [shelter] = hub.hub.desk.town.shelters;
  const slots = { orders, shelters: [shelter?.id] };
  expect((await preview({ slots, districts: ['okuda'] })).body).toMatchObject({
    code: 'compose.shelter-at-level-5',
  });
});

test('an order without a number shows none, stands, and is lifted', async () => {
  const order = await step.issued(duty, chief, {
    ...{ kind: 'evacuation-unlevelled', slots: { hazard: 'large-fire' }, districts: ['kumai'] },
  });
  expect(await step.levels(duty)).toEqual({ kumai: null });
  const lift = await step.issued(duty, chief, { liftOf: order.id, districts: ['kumai'] });
  expect(lift.slots).toMatchObject({ hazard: 'large-fire', ofKind: 'evacuation-unlevelled' });
  expect(await step.levels(duty)).toEqual({});
});

test('a level is lowered only where a higher order stands; its lift names the order that stood', async () => {
  const lowered = { kind: 'level-lowered', slots: { hazard: 'landslide', to: '3' }, districts: ['sue'] };
  const opened = await step.draft(duty, lowered);
  const edited = step.good(await step.edit(duty, opened, { decision: step.decided }));
  expect((await step.submit(duty, edited)).body.code).toBe('state.nothing-to-lower');
  await step.issued(duty, chief, step.order(['sue']));
  const version = await step.issued(duty, chief, lowered);
  expect(version.level).toBe(3);
  expect(await step.levels(duty)).toEqual({ sue: 3 });
  const lift = await step.issued(duty, chief, { liftOf: version.id, districts: ['sue'] });
  expect(lift.slots).toMatchObject({ ofKind: 'evacuation-elderly' });
});

test('J-ALERT drives the loudspeakers, unless an officer says that it did not', async () => {
  const launch = { kind: 'missile-launch', slots: { phase: 'launched' }, districts: 'all' };
  expect((await step.draft(duty, launch)).channels).not.toContain('radio');
  const failed = { ...launch, slots: { ...launch.slots, jalertFailed: true } };
  expect((await step.draft(duty, failed)).channels).toContain('radio');
  const asked = await duty.send('POST', '/api/v1/preview', { ...launch, channels: ['radio'] });
  expect(asked.body).toMatchObject({ code: 'compose.radio-needs-jalert-failure' });
});
