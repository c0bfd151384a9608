/** The telephone, both ways: residents are called and press a key, or call and hear the broadcasts again. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { newId } from '../../src/platform/id.js';
import { twilioSignature } from '../../src/virtual-town/callbacks.js';
import type { PhoneEvent } from '../../src/virtual-town/phones.js';
import { wellKnownSchema } from '../../src/wire/virtual-town.js';
import type { TaskShape } from '../../src/wire/delivery.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(150_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
let token: string;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
  const answer = await fetch(`${hub.townUrl}/.well-known/virtual-town`);
  token = wellKnownSchema.parse(await answer.json()).credentials.twilio.authToken;
}, 60_000);
afterAll(() => hub?.close());

const admin = async (method: string, path: string, body: object) => {
  const answer = await fetch(hub.townUrl + path, { method, body: JSON.stringify(body) });
  if (answer.status !== 204) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
};
const events = async () => (await (await fetch(`${hub.townUrl}/phones`)).json()) as readonly PhoneEvent[];

/** Calls the re-listen line from a number of its own, and hears it to the end. */
let callers = 0;
async function callLine(...keys: string[]): Promise<string> {
  const from = `+8149055${String((callers += 1)).padStart(4, '0')}`;
  await admin('POST', '/phones/call', { from, url: `${hub.url}/receipts/voice/inbound`, keys });
  const heard = await until(async () => {
    const event = (await events()).find(({ number, did }) => number === from && did === 'called');
    return event === undefined || event.did === 'sms' ? null : event;
  });
  expect(heard.well).toBe(true);
  return heard.said.join('\n');
}

const voiceOf = async (versionId: string) =>
  hub.hub.store.read.sql<{ id: number; target: string; state: string; language: string }>(
    "SELECT id, target, state, language FROM deliveries WHERE version_id = $1 AND channel = 'voice' ORDER BY id",
    versionId,
  );

describe('before anything was broadcast', () => {
  test('the re-listen line says so, in Japanese and English', async () => {
    const said = await callLine();
    expect(said).toContain('現在、放送はありません。');
    expect(said).toContain('There are no broadcasts now.');
  });
});

describe('an order by telephone', () => {
  let versionId: string;
  let called: Awaited<ReturnType<typeof voiceOf>>;
  beforeAll(async () => {
    const numbers = await hub.hub.store.read.sql<{ target: string }>(
      "SELECT target FROM addresses WHERE channel = 'voice' ORDER BY id LIMIT 2",
    );
    await admin('PUT', '/phones/keys', { number: numbers[0]?.target, keys: ['9', '2'] });
    await admin('PUT', '/phones/keys', { number: numbers[1]?.target, keys: ['1'] });
    const version = await step.issued(duty, chief, step.order('all'));
    versionId = version.id;
    await step.settled(duty, versionId);
    called = await voiceOf(versionId);
  });

  test('every telephone rings once, and hears the approved words in its language with the question', () => {
    expect(called.length).toBeGreaterThan(100);
    const rung = hub.town.ledger.entries({ provider: 'voice' });
    expect(rung.map(({ target }) => target).sort()).toEqual(called.map(({ target }) => target).sort());
    const japanese = rung.find(({ lang }) => lang === 'ja');
    expect(japanese?.text).toContain('避難指示');
    expect(japanese?.text).toContain('助けが必要な方は2を');
    expect(japanese?.text).toContain('訓練');
  });

  test('who took the call is delivered', async () => {
    await until(async () => {
      const rows = await voiceOf(versionId);
      return rows.every(({ state }) => state === 'delivered') ? rows : null;
    });
  });

  test('9 has it said again, 2 opens a task, 1 is in the log; numbers stand in the personal rows only', async () => {
    const task = await until(async () => {
      const tasks = step.good(await duty.get<TaskShape[]>('/api/v1/tasks'));
      return tasks.find(({ kind }) => kind === 'help') ?? null;
    });
    expect(task).toMatchObject({ channel: 'voice', versionId, waiting: 1 });
    const log = await until(async () => {
      const entries = (await step.logOf(duty)).filter(({ text }) => text.startsWith('電話への応答'));
      return entries.length === 2 ? entries : null;
    });
    expect(log.map(({ text }) => text).sort()).toEqual(['電話への応答：助けが必要', '電話への応答：無事']);
    const needy = (await events()).find(
      (event) => event.did === 'was-called' && event.pressed.join('') === '92',
    );
    expect(
      needy?.did === 'was-called' && needy.said.filter((text) => text.includes('避難指示')),
    ).toHaveLength(2);
    expect(JSON.stringify(log)).not.toContain(needy?.number.slice(1));
    const personal = await hub.hub.store.read.sql<{ body: string }>('SELECT body FROM log_personal');
    expect(personal.some(({ body }) => body.includes(needy?.number ?? '?'))).toBe(true);
  });

  test('a call for help is closed with a note, once', async () => {
    const tasks = step.good(await duty.get<TaskShape[]>('/api/v1/tasks'));
    const path = `/api/v1/tasks/${tasks.find(({ kind }) => kind === 'help')?.id}/close`;
    expect((await duty.send('POST', path, { note: '' })).status).toBe(400);
    expect((await duty.send('POST', path, { note: '消防団が向かった' })).status).toBe(200);
    expect((await duty.send('POST', path, { note: '二度目' })).status).toBe(404);
    expect(
      step.good(await duty.get<TaskShape[]>('/api/v1/tasks')).filter(({ kind }) => kind === 'help'),
    ).toEqual([]);
  });

  test('a key without the provider’s signature is refused and changes nothing', async () => {
    const id = called[5]?.id;
    const path = `/receipts/voice/answer?delivery=${id}`;
    const params = { CallSid: `CA${newId().replaceAll('-', '')}`, Digits: '2' };
    const post = (signed: string) =>
      fetch(hub.url + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': twilioSignature(token, signed, params),
        },
        body: new URLSearchParams(params).toString(),
      });
    // Signed for another delivery: the address is part of what is signed.
    expect((await post(`${hub.url}/receipts/voice/answer?delivery=${(id ?? 0) + 1}`)).status).toBe(403);
    const answers = () =>
      hub.hub.store.read.sql('SELECT delivery_id FROM safety_answers WHERE delivery_id = $1', id ?? 0);
    expect(await answers()).toEqual([]);
    expect((await post(hub.url + path)).status).toBe(200);
    expect(await answers()).toHaveLength(1);
  });

  test('the re-listen line repeats it: Japanese to who presses nothing, English by key', async () => {
    const japanese = await callLine();
    expect(japanese).toContain('日本語は1を押してください。');
    expect(japanese).toContain('For English, press 2.');
    expect(japanese).toMatch(/\d+月\d+日\d+時\d+分の放送です。/);
    expect(japanese).toContain('避難指示');
    expect(japanese).toContain('訓練');
    const english = await callLine('2');
    expect(english).toContain('Evacuation Instruction');
    expect(english).toContain('That was all.');
    expect(english).not.toContain('放送です');
  });

  test('what was cancelled is not heard as valid: the cancel is', async () => {
    const error = await step.issued(duty, chief, step.order(['sue'], 'flood'));
    await step.settled(duty, error.id);
    expect(await callLine('1')).toContain('洪水');
    step.good(await step.cancel(duty, error.alertId));
    const said = await until(async () => {
      const heard = await callLine('1');
      return heard.includes('取り消') ? heard : null;
    });
    expect(said).not.toMatch(/洪水[\s\S]*避難指示を/);
    // What stands is still there, behind the cancel.
    expect(said.indexOf('取り消')).toBeLessThan(said.lastIndexOf('避難指示'));
  });
});
