/** Residents' SMS to the town's number, as Twilio hands them on. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { newId } from '../../src/platform/id.js';
import { twilioSignature } from '../../src/virtual-town/callbacks.js';
import { wellKnownSchema } from '../../src/wire/virtual-town.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';

jest.setTimeout(60_000);

let hub: TestHub;
let officer: OfficerClient;
let token: string;
beforeAll(async () => {
  hub = await startTestHub();
  officer = await hub.signIn(hub.officers[0]);
  const answer = await fetch(`${hub.townUrl}/.well-known/virtual-town`);
  token = wellKnownSchema.parse(await answer.json()).credentials.twilio.authToken;
});
afterAll(() => hub.close());

const path = '/receipts/sms/inbound';
interface Sms {
  readonly from: string;
  readonly body: string;
  readonly sid?: string;
}

/** Posts an SMS as Twilio does, signed over the address it was given unless told otherwise. */
async function receive(
  { from, body, sid = `SM${newId().replaceAll('-', '')}` }: Sms,
  signed = hub.url + path,
) {
  const params = { MessageSid: sid, From: from, To: '+815055500100', Body: body };
  const answer = await fetch(hub.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilioSignature(token, signed, params),
    },
    body: new URLSearchParams(params).toString(),
  });
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
}

async function numberOf(language: string): Promise<string> {
  const [row] = await hub.hub.store.read.sql<{ target: string }>(
    "SELECT target FROM addresses WHERE channel = 'sms' AND language = $1 ORDER BY id LIMIT 1",
    language,
  );
  return row?.target ?? '';
}
const stoppedAt = async (number: string) =>
  (
    await hub.hub.store.read.sql<{ at: number | null }>(
      "SELECT opted_out_at AS at FROM addresses WHERE channel = 'sms' AND target = $1",
      number,
    )
  )[0]?.at ?? null;
const logged = async (text: RegExp) =>
  (await officer.get<{ text: string }[]>('/api/v1/log?limit=200')).body.filter((entry) =>
    text.test(entry.text),
  );

test('STOP is answered in the resident’s language, and nothing goes to the number until START', async () => {
  const number = await numberOf('vi');
  const stopped = await receive({ from: number, body: 'Stop' });
  expect(stopped).toMatchObject({ status: 200, type: expect.stringMatching(/^text\/xml/) });
  expect(stopped.body).toContain('Bạn sẽ không nhận SMS');
  expect(await stoppedAt(number)).not.toBeNull();
  expect((await receive({ from: number, body: 'START' })).body).toContain('Bạn sẽ nhận lại SMS');
  expect(await stoppedAt(number)).toBeNull();
  expect(await logged(/停止の申し出/)).toHaveLength(1);
  expect(await logged(/再開の申し出/)).toHaveLength(1);
});

test('停止, 再開 and ヘルプ do the same in Japanese', async () => {
  const number = await numberOf('ja');
  expect((await receive({ from: number, body: '停止' })).body).toContain('停止しました');
  expect(await stoppedAt(number)).not.toBeNull();
  expect((await receive({ from: number, body: '再開' })).body).toContain('再開しました');
  expect((await receive({ from: number, body: 'ヘルプ' })).body).toContain('問い合わせ');
});

test('a number that nobody registered is answered in Japanese and English', async () => {
  const { body } = await receive({ from: '+819000000000', body: 'HELP' });
  expect(body).toContain('鳩山町');
  expect(body).toContain('Hatoyama Town');
});

test('any other text stands in the log for a person, its words and number in the personal row only, and is not answered', async () => {
  const words = '助けて 水が来ています';
  const number = await numberOf('en');
  expect((await receive({ from: number, body: words })).body).toMatch(/<Response\/>$/);
  const [entry] = await logged(/住民からSMSを受信/);
  expect(JSON.stringify(entry)).not.toContain('助けて');
  expect(JSON.stringify(entry)).not.toContain(number);
  const rows = await hub.hub.store.read.sql<{ body: string }>('SELECT body FROM log_personal');
  expect(rows.some(({ body }) => body.includes(words) && body.includes(number))).toBe(true);
});

test('the same SMS twice acts once', async () => {
  const number = await numberOf('ko');
  const sid = `SM${'a'.repeat(32)}`;
  await receive({ from: number, body: 'STOP', sid });
  await receive({ from: number, body: 'START' });
  expect((await receive({ from: number, body: 'STOP', sid })).status).toBe(200);
  expect(await stoppedAt(number)).toBeNull();
});

test('a forged SMS is 403, stops nobody and stands in the log once', async () => {
  const number = await numberOf('ne');
  const elsewhere = 'https://elsewhere.example/receipts/sms/inbound';
  for (let i = 0; i < 3; i += 1)
    expect((await receive({ from: number, body: 'STOP' }, elsewhere)).status).toBe(403);
  expect(await stoppedAt(number)).toBeNull();
  const entries = await until(async () => {
    const found = await logged(/署名の正しくない/);
    return found.length > 0 ? found : null;
  });
  expect(entries).toHaveLength(1);
});
