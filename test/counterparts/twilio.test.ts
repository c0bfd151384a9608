/**
 * Messages and calls as the adapters send them, judged by Twilio's own API description (contracts/twilio_api_v2010.json) in
 * prism, a program nobody here wrote. It keeps no state: receipts, limits and what is heard are tried against the virtual town.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { createSmsChannel } from '../../src/channels/sms.js';
import { createVoiceChannel } from '../../src/channels/voice.js';
import type { Channel, Note } from '../../src/domain/channel.js';
import { paths } from '../../src/platform/paths.js';
import { loadResidentPhrases } from '../../src/platform/resident-phrases.js';
import { where } from '../chaos/needs.js';
import { freePort } from '../support/free-port.js';
import { askedAlone, testOrder, testRendering } from '../support/virtual-town.js';

jest.setTimeout(60_000);
const at = (name: string) => join(paths.root, 'test', 'counterparts', name);
const prism = at('node_modules/@stoplight/prism-cli/dist/index.js');
const test = where(existsSync(prism) ? null : 'prism: npm ci --prefix test/counterparts');

const accountSid = `AC${'0'.repeat(32)}`;
const account = { accountSid, authToken: 'f'.repeat(32), from: '+15005550006' };
const phrases = loadResidentPhrases(paths.locales);
const publicUrl = 'https://hub.example.jp';
let server: ChildProcess | null = null;
let baseUrl = '';
const opened: Channel[] = [];
const keep = <One extends Channel>(channel: One): One => (opened.push(channel), channel);

beforeAll(async () => {
  if (!existsSync(prism)) return;
  const port = await freePort();
  baseUrl = `http://127.0.0.1:${port}`;
  const description = at('contracts/twilio_api_v2010.json');
  server = spawn(
    process.execPath,
    [prism, 'mock', '-p', String(port), '-h', '127.0.0.1', '--errors', description],
    { stdio: 'ignore' },
  );
  for (let i = 0; ; i += 1) {
    const answer = await fetch(baseUrl).catch(() => null);
    if (answer !== null) return;
    if (i > 300) throw new Error('prism did not come up');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
afterAll(async () => {
  await Promise.all(opened.map((channel) => channel.close?.()));
  server?.kill();
});

const sms = (more: Partial<Parameters<typeof createSmsChannel>[0]> = {}) =>
  keep(createSmsChannel({ ...account, baseUrl, statusCallback: `${publicUrl}/receipts/sms`, ...more }));
const voice = (more: Partial<Parameters<typeof createVoiceChannel>[0]> = {}) =>
  keep(createVoiceChannel({ ...account, baseUrl, publicUrl, phrases, ...more }));
const send = async (channel: Channel, order = testOrder(channel.id as 'sms')) =>
  (await channel.send(order, AbortSignal.timeout(10_000)))[0];
/** What the description itself says of a request: its status. */
const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  (
    await fetch(`${baseUrl}/2010-04-01/Accounts/${accountSid}/${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${accountSid}:x`)}`, ...headers },
      body: new URLSearchParams(form),
    })
  ).status;

test('a message as the SMS channel sends it is created', async () => {
  expect(await send(sms())).toMatchObject({ result: 'accepted', ref: expect.stringMatching(/^(SM|MM)/) });
});

test('a call as the telephone channel makes it is created, in Japanese and in a language that is spoken by two voices', async () => {
  expect(await send(voice(), testOrder('voice'))).toMatchObject({
    result: 'accepted',
    ref: expect.stringMatching(/^CA/),
  });
  const fields = [
    { name: 'ja-easy', text: '訓練です。<逃げて> & "ください"' },
    { name: 'en', text: 'This is a drill.' },
  ];
  const rendering = testRendering('voice', { languages: ['ja-easy', 'en'], fields });
  expect(await send(voice(), testOrder('voice', { rendering }))).toMatchObject({ result: 'accepted' });
});

test('a call without a public address asks for nothing and is created too', async () => {
  expect(await send(voice({ publicUrl: null }), testOrder('voice'))).toMatchObject({ result: 'accepted' });
});

test('an approver is rung and written to, and a call is hung up', async () => {
  const note: Note = {
    ...{ world: 'drill', target: '+819012345678', text: '承認を待っています', prompt: '1を押してください' },
    path: '/receipts/voice/ring?ring=1',
  };
  expect(await voice().notify?.(note, AbortSignal.timeout(10_000))).toMatchObject({ result: 'accepted' });
  expect(await sms().notify?.(note, AbortSignal.timeout(10_000))).toMatchObject({ result: 'accepted' });
  const patience = AbortSignal.timeout(10_000);
  await expect(voice().hangUp?.(`CA${'1'.repeat(32)}`, patience)).resolves.toBeUndefined();
});

test('asking what became of an unsure call is a request of the description', async () => {
  // Lists cannot be had: Twilio's examples of their addresses break its own description, so prism answers 500 for its own
  // answer. The request itself is what is judged here; the answer is simulated by the virtual town.
  const query = new URLSearchParams({ To: '+819012345678', PageSize: '20' });
  const answer = await fetch(`${baseUrl}/2010-04-01/Accounts/${accountSid}/Calls.json?${query}`, {
    headers: { authorization: `Basic ${btoa(`${accountSid}:x`)}` },
  });
  const { validation } = (await answer.json()) as { validation: { location: string[] }[] };
  expect(validation.map(({ location }) => location[0])).toEqual(validation.map(() => 'response'));
  expect(await voice().resolve?.(testOrder('voice'), askedAlone)).toMatchObject([{ result: 'unsure' }]);
});

test('what the description refuses is the fault of the call, and refuses no person', async () => {
  const short = { accountSid: 'AC123' };
  for (const channel of [sms(short), voice(short)])
    expect(await send(channel, testOrder(channel.id as 'sms'))).toMatchObject({
      result: 'refused',
      why: { at: 'call', code: 'call.malformed' },
    });
});

test('control: the description does look: what it must refuse it refuses', async () => {
  const call = { To: '+819012345678', From: '+15005550006', Twiml: '<Response/>' };
  expect(await post('Calls.json', call)).toBe(201);
  expect(await post('Calls.json', { To: call.To, Twiml: call.Twiml })).toBe(422);
  expect(await post('Calls.json', { ...call, StatusCallback: 'not a uri' })).toBe(422);
  expect(await post('Messages.json', { From: call.From, Body: 'x' })).toBe(422);
  expect(await post('Messages.json', { To: call.To, Body: 'x' }, { authorization: '' })).toBe(401);
});
