/** The maintenance switch at a hub, with the virtual town's ledger as the oracle (safety R15). */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { MaintenanceAnswer } from '../../src/wire/maintenance.js';
import type { StateShape } from '../../src/wire/progress.js';
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

const note = '業者がデータベースを更新';
const begin = (officer: OfficerClient, body: object = { note }) =>
  officer.send<MaintenanceAnswer & { code?: string }>('POST', '/api/v1/maintenance/begin', body);
const end = (officer: OfficerClient) =>
  officer.send<MaintenanceAnswer & { code?: string }>('POST', '/api/v1/maintenance/end', {});
const state = async () => step.good(await duty.get<StateShape>('/api/v1/state'));

test('nothing is issued, taken back or sent while it lasts, and everyone sees it; then all goes again', async () => {
  const sent = await step.issued(duty, chief, step.order(['sue']));
  await step.settled(duty, sent.id);
  const waiting = await step.submitted(duty, step.order(['okuda']));
  const after = step.ledgerAfter(hub, 0).length;
  const since = () => step.ledgerAfter(hub, 0).slice(after);

  expect((await state()).maintenance).toBeNull();
  expect((await begin(chief, { note: ' ' })).status).toBe(400);
  const begun = step.good(await begin(chief));
  expect(begun.maintenance).toMatchObject({ reason: note });
  expect((await state()).maintenance).toEqual(begun.maintenance);

  expect((await step.approve(chief, waiting)).body.code).toBe('hub.maintenance');
  expect((await step.cancel(duty, sent.alertId)).body.code).toBe('hub.maintenance');
  const drafted = await step.draft(duty, step.order(['ohashi']));
  const edited = step.good(await step.edit(duty, drafted, { decision: step.decided }));
  expect((await step.submit(duty, edited)).body.code).toBe('hub.maintenance');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(since()).toEqual([]);

  expect(step.good(await end(chief)).maintenance).toBeNull();
  expect((await end(chief)).body.code).toBe('maintenance.not-severed');
  step.good(await step.approve(chief, waiting));
  await step.settled(duty, waiting.id);
  expect(since().length).toBeGreaterThan(0);
  const words = (await step.logOf(duty)).map(({ text }) => text);
  expect(words.some((text) => text.includes(note))).toBe(true);
  expect(words.some((text) => text.startsWith('保守を終了'))).toBe(true);
});
