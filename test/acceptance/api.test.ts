import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { browserTest, launch } from '../browser/support.js';
import { addOfficer } from '../../src/officers/add-officer.js';
import type { AlertShape, VersionShape } from '../../src/wire/alert.js';
import type { AddressesExport, DeliveriesExport } from '../../src/wire/export.js';
import { judge, type Document } from '../support/document.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(60_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
let openapi: Document;
let browser: Browser | null = null;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
  openapi = (await (await fetch(`${hub.url}/openapi.json`)).json()) as Document;
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await hub?.close();
});

/** Asks, and notes what the document says against the answer. */
function judged(officer: OfficerClient, faults: string[], asked: Set<string>): OfficerClient {
  const check = judge(openapi);
  const look = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(hub.url + path, {
      method,
      headers: { cookie: officer.cookie, 'x-todoku-request': '1', 'content-type': 'application/json' },
      ...(body === undefined ? (method === 'GET' ? {} : { body: '{}' }) : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    const read: unknown = text === '' ? null : /json/.test(type) ? JSON.parse(text) : text;
    faults.push(...check(method, path, answer.status, type, read));
    asked.add(`${method} ${path.replace(/[0-9a-f-]{36}/, ':id').split('?')[0]} ${answer.status}`);
    return { status: answer.status, body: read as T & { code?: string } };
  };
  return { cookie: officer.cookie, get: (path) => look('GET', path), send: look };
}

describe('the document and the answers', () => {
  test('what a night answers is what the document says', async () => {
    const faults: string[] = [];
    const asked = new Set<string>();
    const [by, boss] = [judged(duty, faults, asked), judged(chief, faults, asked)];
    await hub.injectTelegram(step.landslide);
    const opened = await step.draft(by, { proposalId: (await step.newestProposal(by)).id });
    const { kind, slots, districts } = opened;
    step.good(await by.send('POST', '/api/v1/preview', { kind, slots, districts }));
    const edited = step.good(await step.edit(by, opened, { decision: step.decided, districts: ['sue'] }));
    expect((await step.edit(by, opened, {})).body.code).toBe('draft.stale');
    expect((await step.submit(by, edited, 'x')).body.code).toBe('submit.wrong-phrase');
    const submitted = step.good(await step.submit(by, edited));
    expect((await step.approve(by, submitted)).status).toBe(409);
    const issued = step.good(await step.approve(boss, submitted));
    await step.settled(by, issued.id);
    const lists = ['town', 'kinds', 'state', 'telegrams', 'proposals', 'alerts', 'tasks', 'manual', 'log'];
    const rooms = ['situation', 'shelters', 'residents/counts', 'chronology', 'chronology.json', 'channels'];
    const words = ['templates', 'templates/fire?language=en', 'glossary', 'readings', 'cards/pack/state'];
    const staff = ['officers', 'watch', 'break-glass', 'audit', 'log/check', 'me', 'duties'];
    for (const list of [...lists, 'scenarios', 'drills', 'session', ...rooms, ...words, ...staff])
      step.good(await by.get(`/api/v1/${list}`));
    for (const part of ['', '/deliveries', '/waiting', '/rings', '/progress', '/card', '/ready-made/cancel'])
      step.good(await by.get(`/api/v1/versions/${issued.id}${part}`));
    const entry = { at: Date.now(), category: 'call', text: '泉井で倒木', source: null, personal: null };
    step.good(await by.send('POST', '/api/v1/log', entry));
    await by.send('POST', `/api/v1/versions/${issued.id}/stop`, { channel: 'all', note: '' });
    await by.send('POST', '/api/v1/deliveries/1/decide', { action: 'retry' });
    await by.get('/api/v1/deliveries/1/addresses');
    step.good(await step.cancel(by, issued.alertId));
    for (const format of ['csv', 'json']) {
      step.good(await by.get(`/api/v1/exports/alerts?format=${format}`));
      step.good(await by.get(`/api/v1/exports/alerts/${issued.alertId}/deliveries?format=${format}`));
      const taken = { format, reason: '県への報告' };
      step.good(await boss.send('POST', `/api/v1/exports/alerts/${issued.alertId}/addresses`, taken));
    }
    for (const path of ['/health/live', '/health/ready', '/docs', '/docs/errors']) await by.get(path);
    expect((await by.get('/api/v1/versions/none')).status).toBe(404);
    expect((await by.send('POST', '/api/v1/drafts', { moon: 1 })).status).toBe(400);
    expect([...new Set(faults)]).toEqual([]);
    expect(asked.size).toBeGreaterThan(35);
  });

  test('an answer that the document does not know is a fault', () => {
    const check = judge(openapi);
    const good = { status: 'ok' };
    expect(check('GET', '/health/live', 200, 'application/json', good)).toEqual([]);
    expect(check('GET', '/health/live', 200, 'application/json', { ...good, more: 1 })).toHaveLength(1);
    expect(check('GET', '/health/live', 200, 'application/json', { status: 'fine' })).toHaveLength(1);
    expect(check('GET', '/health/live', 200, 'text/plain', 'ok')).toHaveLength(1);
    expect(check('GET', '/api/v1/moon', 200, 'application/json', {})).toHaveLength(1);
    expect(check('GET', '/api/v1/alerts', 409, 'application/problem+json', { code: 'x' })).not.toEqual([]);
  });
});

describe('a refusal of the edge is problem+json', () => {
  const json = { 'content-type': 'application/json' };
  const long = 'x'.repeat(2_200_000);
  test.each<[string, string, string, Parameters<typeof step.refusal>[3], string]>([
    ['an address that is not there', 'GET', '/api/v1/moon', {}, '404 request.no-such-route'],
    ['a file that is not there', 'GET', '/moon.js', {}, '404 request.no-such-route'],
    ['a method that the address does not take', 'DELETE', '/api/v1/alerts', {}, '405 request.wrong-method'],
    ['a torn address', 'GET', '/api/v1/alerts/%zz', {}, '400 request.refused'],
    ['an endless address', 'GET', `/api/v1/alerts/${'x'.repeat(3000)}`, {}, '414 request.refused'],
    ['torn JSON', 'POST', '/api/v1/log', { headers: json, body: '{"a":' }, '400 request.unreadable'],
    ['no JSON at all', 'POST', '/api/v1/log', { headers: json, body: '' }, '400 request.unreadable'],
    [
      'a type that is not read',
      'POST',
      '/api/v1/log',
      { headers: { 'content-type': 'text/csv' }, body: 'a,b' },
      '415 request.wrong-type',
    ],
    ['too long a body', 'POST', '/api/v1/log', { body: { text: long } }, '413 request.too-large'],
    ['another shape', 'POST', '/api/v1/log', { body: { moon: 1 } }, '400 request.invalid'],
    [
      'XML where JSON is read',
      'POST',
      '/api/v1/log',
      { headers: { 'content-type': 'text/xml' }, body: '<a/>' },
      '400 request.invalid',
    ],
    ['an id of nothing', 'GET', '/api/v1/versions/none', {}, '404 version.unknown'],
  ])('%s', async (_name, method, path, options, expected) => {
    expect(await step.refusal(hub, method, path, { ...options, as: duty })).toBe(expected);
  });

  test('a wrong method is told which are right', async () => {
    const answer = await fetch(`${hub.url}/api/v1/log`, { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

describe('the document as a page', () => {
  browserTest(
    'is drawn under the strict policy, asks no other host, and lets nobody try a command',
    async () => {
      browser = await launch();
      const page = await browser.newPage();
      const hosts = new Set<string>();
      const refusedByPolicy: string[] = [];
      page.on('request', (request) => hosts.add(new URL(request.url()).origin));
      page.on(
        'console',
        (said) => void (/Content Security/.test(said.text()) && refusedByPolicy.push(said.text())),
      );
      const answer = await page.goto(`${hub.url}/docs`);
      expect(answer?.headers()['content-security-policy']).toContain("default-src 'self'");
      const drawn = await page.waitForFunction(() => {
        const text = document.querySelector('rapi-doc')?.shadowRoot?.textContent ?? '';
        return text.includes('The newest 100 alerts') && text.includes('/api/v1/alerts') ? text : null;
      });
      expect(await drawn.jsonValue()).not.toMatch(/\bTRY\b/);
      expect(await page.title()).toBe('◇ 訓練 API');
      expect([[...hosts], refusedByPolicy]).toEqual([[hub.url], []]);
    },
  );

  test('the link of a refusal leads to its sentences', async () => {
    const { body } = await step.ask(hub, 'GET', '/api/v1/versions/none', { as: duty });
    const [path, code] = (body.type ?? '').split('#');
    const page = await (await fetch(hub.url + path)).text();
    expect(page).toContain(`<h2 id="${code}"`);
    expect(page).toContain(body.title);
  });
});

describe('an answer that one has already', () => {
  const get = (path: string, headers: Record<string, string> = {}, as = duty) =>
    fetch(hub.url + path, { headers: { cookie: as.cookie, ...headers } });

  test('is 304 without a body, until it changes', async () => {
    const first = await get('/api/v1/alerts');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await get('/api/v1/alerts', { 'if-none-match': `"other", ${etag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await get('/api/v1/alerts', { 'if-none-match': '"other"' })).status).toBe(200);
    await step.draft(duty, step.order(['sue']));
    const changed = await get('/api/v1/alerts', { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(((await changed.json()) as AlertShape[])[0]?.versions[0]?.status).toBe('draft');
  });

  test('another officer has another view, and so another ETag; nobody without a session gets a 304', async () => {
    const { id } = await step.submitted(duty, step.order(['sue']));
    const path = `/api/v1/versions/${id}`;
    const etag = (await get(path)).headers.get('etag') ?? '';
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(path, { 'if-none-match': etag }, chief)).status).toBe(200);
    const out = await fetch(hub.url + path, { headers: { 'if-none-match': etag } });
    expect([out.status, out.headers.get('etag')]).toEqual([401, null]);
    expect((await get('/api/v1/versions/none')).headers.get('etag')).toBeNull();
  });

  test('an edit of an older revision changes nothing: 409 with the present one', async () => {
    const opened = await step.draft(duty, step.order(['sue']));
    step.good(await step.edit(duty, opened, { districts: ['okuda'] }));
    const late = await step.edit(duty, opened, { districts: ['ohashi'] });
    expect([late.status, late.body.code]).toEqual([409, 'draft.stale']);
    expect((await step.read(duty, opened.id)) as VersionShape).toMatchObject({ districts: ['okuda'] });
  });
});

describe('files to take away', () => {
  const get = async (path: string, language = 'ja') => {
    const headers = { cookie: duty.cookie, 'accept-language': language };
    const answer = await fetch(`${hub.url}/api/v1/exports${path}`, { headers });
    return { answer, text: await answer.text() };
  };
  let issued: VersionShape;
  beforeAll(async () => {
    issued = await step.issued(duty, chief, step.order(['izui']));
    await step.settled(duty, issued.id);
  });

  test('counts are those of the board, and name nobody', async () => {
    const path = `/alerts/${issued.alertId}/deliveries`;
    // Receipts still come in: a board that was the same before and after the file is the file's.
    const { channels, text, answer } = await until(async () => {
      const before = await step.settled(duty, issued.id);
      const file = await get(path);
      const after = await step.settled(duty, issued.id);
      const same = JSON.stringify(before.channels) === JSON.stringify(after.channels);
      return same ? { ...file, channels: after.channels } : null;
    });
    const found = JSON.parse(text) as DeliveriesExport;
    expect(found.world).toBe('drill');
    for (const { channel, counts } of channels)
      for (const [state, count] of Object.entries(counts)) {
        const mine = found.counts.filter((row) => row.channel === channel && row.state === state);
        expect([channel, state, mine.reduce((sum, row) => sum + row.count, 0)]).toEqual([
          channel,
          state,
          count,
        ]);
      }
    expect(found.counts.some(({ state, reason }) => state === 'refused' && reason !== null)).toBe(true);
    expect(text).not.toMatch(/\+81|@|https:/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('a sheet has the mark of Excel, the world in every row and in its name, and words of the reader', async () => {
    const { text, answer } = await get('/alerts?format=csv');
    const [head, first, ...rest] = new TextDecoder('utf-8', { ignoreBOM: true })
      .decode(new TextEncoder().encode(text))
      .replace(/^\uFEFF/, '')
      .split('\r\n');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="todoku-drill-alerts.csv"');
    expect(head).toBe('本番・訓練,番号,版,種別,警戒レベル,現在,発令時刻,対象人数,宛先数');
    expect(first).toMatch(/^訓練,令和\d+年 第\d+号,1,避難指示,4,発令中,/);
    for (const row of rest.filter((one) => one !== '')) expect(row).toMatch(/^訓練,/);
    const english = (await get(`/alerts/${issued.alertId}/deliveries?format=csv`, 'en')).text;
    expect(english).toContain('World,Version,Channel,Language,State,Reason,Count\r\nDrill,1,');
    expect((await get('/alerts/none/deliveries')).answer.status).toBe(404);
  });

  test('addresses are for approvers, with a reason that stands in the log, and are kept nowhere else', async () => {
    const { store, say } = hub.hub.desk;
    const drafter = {
      login: 'kasuga',
      name: '春日',
      roles: ['drafter'],
      password: 'a long enough one',
    } as const;
    await addOfficer(store, say, Date.now(), { ...drafter, oneTime: false });
    const lesser = await hub.signIn({ login: drafter.login, password: drafter.password });
    const path = `/api/v1/exports/alerts/${issued.alertId}/addresses`;
    const body = { format: 'json', reason: '県への報告' };
    const entries = async () => (await step.logOf(duty)).filter(({ text }) => text.includes('書き出し'));
    const before = (await entries()).length;
    expect(await step.refusal(hub, 'POST', path, { as: lesser, body })).toBe('403 officer.lacks-role');
    const unsaid = { as: chief, body: { ...body, reason: ' ' } };
    expect(await step.refusal(hub, 'POST', path, unsaid)).toBe('400 request.invalid');
    expect(await entries()).toHaveLength(before);

    const key = { 'idempotency-key': 'export-1' };
    const taken = step.good(await chief.send<AddressesExport>('POST', path, body, key));
    const heard = new Set(step.ledgerAfter(hub, 0).map(({ target }) => target));
    const sms = taken.deliveries.filter(({ channel, state }) => channel === 'sms' && state !== 'refused');
    expect(sms.length).toBeGreaterThan(0);
    for (const { target } of sms) expect(heard).toContain(target);
    const [entry] = (await entries()).toReversed();
    expect(entry).toMatchObject({ actor: '総務課長', alertId: issued.alertId });
    expect(entry?.text).toContain(`${taken.deliveries.length} 件の宛先を書き出し：県への報告`);
    const kept = await store.read.sql<{ answer: string }>('SELECT answer FROM answers');
    expect(kept.some(({ answer }) => answer.includes(sms[0]?.target ?? 'none'))).toBe(false);
  });
});
