import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeTelegram } from '../../src/domain/judge-telegram.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { parseTelegram } from '../../src/formats/jma/parse-telegram.js';
import { shiftTimes } from '../../src/formats/jma/shift-times.js';
import { paths } from '../../src/platform/paths.js';
import { TelegramRow } from '../../src/store/entities/telegram.entity.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub();
  duty = await hub.signIn(hub.officers[0]);
}, 60_000);
afterAll(() => hub?.close());

const samples = 'test/data/jma/samples';
const file = (path: string) => readFile(join(paths.root, path));
const headers = () => ({
  'content-type': 'application/xml',
  authorization: `Bearer ${hub.hub.intakeToken}`,
});
const receive = async (body: Uint8Array | string) =>
  (await step.ask(hub, 'POST', '/api/v1/telegrams', { body, headers: headers() })) as {
    status: number;
    body: Record<string, unknown>;
  };
const kept = async () => (await hub.hub.store.read.rows.find(TelegramRow, { order: { id: 'ASC' } })).at(-1);
const countOf = async (table: 'telegrams' | 'proposals' | 'log_entries') =>
  (await hub.hub.store.read.sql<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n;

describe('telegrams that cannot be read', () => {
  const cut = async () => (await file(step.landslide)).subarray(0, 900);
  test.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    ['a torn file', cut, '422 telegram.malformed'],
    ['an XXE attack', () => file('test/data/jma/hostile/xee.cap'), '422 telegram.doctype'],
    [
      'other XML',
      () => Buffer.from('<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>'),
      '422 telegram.not-jma',
    ],
    ['bytes of no text', () => Buffer.from([0, 255, 254, 60, 97]), '422 telegram.malformed'],
    [
      'a telegram without its date',
      async () =>
        Buffer.from(
          (await file(step.landslide)).toString().replace(/<ReportDateTime>.*<\/ReportDateTime>/, ''),
        ),
      '422 telegram.incomplete',
    ],
  ])(
    '%s is refused with its reason, kept whole and logged, and proposes nothing',
    async (_situation, make, code) => {
      const bytes = await make();
      const before = [await countOf('telegrams'), await countOf('log_entries')];
      expect(await step.refusal(hub, 'POST', '/api/v1/telegrams', { body: bytes, headers: headers() })).toBe(
        code,
      );
      expect(Buffer.from((await kept())?.raw ?? '', 'base64')).toEqual(Buffer.from(bytes));
      expect([await countOf('telegrams'), await countOf('log_entries')]).toEqual(
        before.map((n) => (n ?? 0) + 1),
      );
      expect((await step.logOf(duty)).at(-1)).toMatchObject({ category: 'telegram' });
      expect(await countOf('proposals')).toBe(0);
    },
  );

  test('an empty body and one that is far too large', async () => {
    const post = (body: string) =>
      step.refusal(hub, 'POST', '/api/v1/telegrams', { body, headers: headers() });
    expect(await post('')).toBe('422 telegram.no-body');
    expect(await post(`<a>${'x'.repeat(2_200_000)}</a>`)).toBe('413 request.too-large');
  });

  test('a wrong token, and none', async () => {
    const post = (extra: Record<string, string>) =>
      step.refusal(hub, 'POST', '/api/v1/telegrams', { body: '<a/>', headers: { ...headers(), ...extra } });
    expect(await post({ authorization: 'Bearer of good news' })).toBe('401 session.bad-token');
    const body = '<a/>';
    const plain = { 'content-type': 'application/xml', 'x-todoku-request': '1' };
    expect(await step.refusal(hub, 'POST', '/api/v1/telegrams', { body, headers: plain })).toBe(
      '401 session.none',
    );
  });
});

describe('telegrams that propose nothing', () => {
  test.each([
    ['not about the town', `${samples}/15_08_01_130412_VPWW53.xml`, 'not-concerned'],
    ['of a family that is read for identity only', `${samples}/18_01_01_100806_VPOA50.xml`, 'unsupported'],
  ])('one %s is taken and says so', async (_situation, path, reason) => {
    const { status, body } = await receive(await file(path));
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ proposalId: null, reason, known: false }),
    ]);
    expect((await receive(await file(path))).body).toMatchObject({ known: true, reason });
  });

  test('one of four hours ago is shown, and not proposed from', async () => {
    const xml = (await file(step.landslide)).toString();
    const reported = Date.parse(/<ReportDateTime>([^<]+)</.exec(xml)?.[1] ?? '');
    const { body } = await receive(shiftTimes(xml, Date.now() - reported - 4 * 3_600_000));
    expect(body).toMatchObject({ concerned: true, proposalId: null });
    expect(await kept()).toMatchObject({ stale: 1, concerned: 1, level: 4 });
    expect(await countOf('proposals')).toBe(0);
  });

  test('an exercise proposes in the drill world, and would not in the live one', async () => {
    expect((await hub.injectTelegram(step.landslide)).proposalId).not.toBeNull();
    expect(await kept()).toMatchObject({ status: '訓練', refused: null });
    const xml = (await file(step.landslide)).toString();
    for (const [status, refused] of [
      ['訓練', 'exercise'],
      ['試験', 'test'],
      ['通常', null],
    ]) {
      const parsed = parseTelegram(Buffer.from(xml.replace('<Status>訓練<', `<Status>${status}<`)));
      if (isRefusal(parsed)) throw new Error(parsed.refused);
      const { cityCode, proposals: rules, hazardDistricts } = hub.hub.desk.town;
      const facts = { cityCode, rules, hazardDistricts, now: parsed.reportDateTime, ordersInForce: [] };
      const judged = judgeTelegram({ parsed, ...facts, world: 'live' });
      expect([judged.refused, judged.proposal === null]).toEqual([refused, refused !== null]);
    }
  });
});

test('nothing of all this reached anyone', () => expect(hub.town.ledger.size).toBe(0));

describe('the original of a telegram', () => {
  const original = (id: string, as: { cookie: string } | null = duty) =>
    fetch(`${hub.url}/api/v1/telegrams/${id}/raw`, as === null ? {} : { headers: { cookie: as.cookie } });

  test('is given back byte for byte, as text that no browser runs; to nobody without a session', async () => {
    const script = Buffer.from([
      ...Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'),
      ...[0, 255],
    ]);
    await receive(script);
    const id = (await kept())?.id ?? '';
    const answer = await original(id);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(script);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="todoku-drill-telegram-${id}.xml"`,
    );
    expect((await original(id, null)).status).toBe(401);
    expect((await original('none')).status).toBe(404);
  });

  test('that was erased in its time is said to be, in the list and by its address', async () => {
    await receive(await file(step.landslide));
    const id = (await kept())?.id ?? '';
    const listed = async () =>
      step
        .good(await duty.get<{ id: string; kept: boolean }[]>('/api/v1/telegrams'))
        .find((one) => one.id === id);
    expect((await listed())?.kept).toBe(true);
    await hub.hub.store.write(({ sql }) => sql(`UPDATE telegrams SET raw = '' WHERE id = $1`, id));
    expect((await listed())?.kept).toBe(false);
    const answer = await original(id);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      422,
      'telegram.raw-erased',
    ]);
  });
});

test('a proposal that was put aside says why, by whom and when; any other says nothing', async () => {
  await receive((await file(step.landslide)).toString().replace('</Headline>', '<!-- x --></Headline>'));
  type Listed = { id: string; state: string; dismissal: { reason: string; by: string; at: number } | null };
  const listed = async () => step.good(await duty.get<Listed[]>('/api/v1/proposals'));
  const open = (await listed()).find(({ state }) => state === 'open');
  expect(open?.dismissal).toBeNull();
  const reason = '揺れを感じず、被害の通報なし';
  step.good(await duty.send('POST', `/api/v1/proposals/${open?.id}/dismiss`, { reason }));
  const dismissed = (await listed()).find(({ id }) => id === open?.id);
  expect(dismissed?.dismissal).toEqual({ reason, by: expect.any(String), at: expect.any(Number) });
  expect(dismissed?.dismissal?.by).not.toBe('');
  expect(Math.abs(Date.now() - (dismissed?.dismissal?.at ?? 0))).toBeLessThan(60_000);
});
