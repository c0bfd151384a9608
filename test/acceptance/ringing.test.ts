/** A submission that waits rings the approver's virtual telephone, and her answer stands on the waiting officer's screen. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { PhoneEvent } from '../../src/virtual-town/phones.js';
import type { RingShape } from '../../src/wire/ringing.js';
import { officerPhone } from '../../src/wire/virtual-town.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(60_000);
let hub: TestHub;
let duty: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
}, 60_000);
afterAll(() => hub?.close());

const ringsOf = async (id: string) => step.good(await duty.get<RingShape[]>(`/api/v1/versions/${id}/rings`));
/** Both officers of the first run are equally old: chief comes before duty. */
const chief = officerPhone(1);

test('the chief is rung, hears nothing of the alert, presses 1, and it is seen', async () => {
  const keys = { number: chief, keys: ['1'] };
  const set = await fetch(`${hub.townUrl}/phones/keys`, { method: 'PUT', body: JSON.stringify(keys) });
  expect(set.status).toBe(204);
  const waiting = await step.submitted(duty, step.order(['okuda']));
  const answered = await until(async () => {
    const ring = (await ringsOf(waiting.id)).find(({ state }) => state === 'answered');
    return ring ?? null;
  });
  expect(answered).toMatchObject({ channel: 'voice', round: 1, answeredAt: expect.any(Number) });
  const sms = (await ringsOf(waiting.id)).find(({ channel }) => channel === 'sms');
  expect(sms).toMatchObject({ officer: answered.officer });
  const rung = hub.town.ledger.entries({ provider: 'ring' });
  expect(new Set(rung.map(({ target }) => target))).toEqual(new Set([chief]));
  for (const { text } of rung) expect(text).not.toMatch(/奥田|土砂/);
  // Nothing of the alert has left: it waits.
  expect(hub.town.ledger.entries().filter(({ provider }) => provider !== 'ring')).toEqual([]);
  const heard = await until(async () => {
    const events = (await (await fetch(`${hub.townUrl}/phones`)).json()) as readonly PhoneEvent[];
    return events.find(({ number, did }) => number === chief && did === 'was-called') ?? null;
  });
  expect(JSON.stringify(heard)).toContain('承認を待っています');
  expect(JSON.stringify(heard)).toContain('ありがとうございます');
  const log = (await step.logOf(duty)).filter(({ category }) => category === 'call').map(({ text }) => text);
  expect(log).toEqual([expect.stringContaining('呼び出し'), expect.stringContaining('見ます')]);
});
