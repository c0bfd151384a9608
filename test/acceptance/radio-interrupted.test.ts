import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TaskShape } from '../../src/wire/delivery.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub({ ...step.fast, playSpeed: 1 });
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(() => hub?.close());

const tasks = async () => step.good(await duty.get<TaskShape[]>('/api/v1/tasks'));
const radioIn = () => hub.town.ledger.entries({ provider: 'radio' });

test('a broadcast that J-ALERT interrupts waits for a person, and is heard again only when one says so', async () => {
  const order = await step.issued(duty, chief, step.order(['kumai']), { channels: ['radio'] });
  await until(async () => (radioIn().length > 0 ? true : null));
  const { deliveryKey: first } = radioIn()[0] ?? {};
  hub.town.radio.hold('j-alert');
  const [task] = await until(async () => {
    const open = await tasks();
    return open.length > 0 ? open : null;
  });
  expect(task).toMatchObject({
    kind: 'held',
    channel: 'radio',
    reason: 'interrupted',
    versionId: order.id,
    waiting: radioIn().length,
  });
  const log = (await step.logOf(duty)).map(({ text }) => text);
  expect(log.filter((text) => text.includes('Ｊアラート'))).toHaveLength(1);
  hub.town.radio.hold(null);
  // Given back, the line stays silent: nothing is repeated by itself (R8, R14).
  expect(new Set(radioIn().map(({ deliveryKey }) => deliveryKey))).toEqual(new Set([first]));
  const path = `/api/v1/versions/${order.id}/deliveries/decide`;
  const body = { channel: 'radio', of: { state: 'held', reason: 'interrupted' }, action: 'retry' };
  step.good(await duty.send('POST', path, body));
  await until(async () =>
    new Set(radioIn().map(({ deliveryKey }) => deliveryKey)).size === 2 ? true : null,
  );
  expect(await tasks()).toEqual([]);
});
