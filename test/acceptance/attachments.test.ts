/** A photo and a place in the chronology, over HTTP: what is taken, how it is read back, and what is refused. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { largestAttachment } from '../../src/domain/attachment.js';
import { addOfficer } from '../../src/officers/add-officer.js';
import { sha256 } from '../../src/platform/digest.js';
import { verifyLog } from '../../src/store/log.store.js';
import type { ChronologyEntryShape, ChronologyShape, UploadShape } from '../../src/wire/chronology.js';
import { chosen, signIn, startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(60_000);

const path = '/api/v1/chronology/attachments';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('a photo of the flood')]);
const pdf = Buffer.from('%PDF-1.7\n% a report\n');

let hub: TestHub;
let duty: OfficerClient;
const written: string[] = [];
beforeAll(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => void written.push(line) });
  hub = await startTestHub({ logger });
  duty = await hub.signIn(hub.officers[0]);
}, 60_000);
afterAll(() => hub?.close());

const send = (bytes: Buffer, headers: Record<string, string> = {}) =>
  fetch(hub.url + path, {
    method: 'POST',
    headers: {
      ...{ cookie: duty.cookie, 'x-todoku-request': '1', 'content-type': 'application/octet-stream' },
      ...headers,
    },
    body: new Uint8Array(bytes),
  });
const taken = async (bytes: Buffer): Promise<UploadShape> => {
  const answer = await send(bytes);
  expect(answer.status).toBe(200);
  return (await answer.json()) as UploadShape;
};
const refused = async (answer: Response): Promise<string> =>
  `${answer.status} ${((await answer.json()) as { code: string }).code}`;
const read = (digest: string, headers: Record<string, string> = { cookie: duty.cookie }) =>
  fetch(`${hub.url}${path}/${digest}`, { headers });

const facts = {
  ...{ receivedAt: null, to: null, means: null, district: null, topic: null, importance: 'normal' },
  ...{ status: 'open', assignee: null, certainty: null },
};
const enter = (text: string, more: object) =>
  duty.send<{ seq: number }>('POST', '/api/v1/log', {
    ...{ at: Date.now() - 1000, category: 'report', text, source: null, personal: null },
    facts: { ...facts, ...more },
  });
const threadOf = async (text: string): Promise<ChronologyEntryShape> => {
  const { entries } = step.good(await duty.get<ChronologyShape>('/api/v1/chronology'));
  return entries.find((entry) => entry.text === text) as ChronologyEntryShape;
};

describe('an attachment', () => {
  test('uploaded, named by an entry and by what follows it, is read back as it was', async () => {
    const [photo, report] = [await taken(jpeg), await taken(pdf)];
    expect(photo).toEqual({ sha256: sha256(jpeg), type: 'image/jpeg', size: jpeg.length });
    const file = { ...photo, name: '石坂の写真.jpg' };
    const { seq } = step.good(await enter('石坂で冠水、写真あり', { attachments: [file] }));
    const follow = {
      ...{ at: Date.now(), category: 'note', text: '報告書を添付', source: null, personal: null },
      ...{
        facts: { ...facts, attachments: [{ ...report, name: '報告.pdf' }] },
        follows: { seq, as: 'progress' },
      },
    };
    step.good(await duty.send('POST', '/api/v1/log', follow));
    const { attachments } = await threadOf('石坂で冠水、写真あり');
    expect(attachments).toMatchObject([
      { ...file, seq, kept: true },
      { ...report, name: '報告.pdf', seq: seq + 1, kept: true },
    ]);

    const image = await read(photo.sha256);
    expect(Buffer.from(await image.arrayBuffer()).equals(jpeg)).toBe(true);
    expect(Object.fromEntries(image.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': expect.stringMatching(/^inline/),
      'cache-control': 'private, max-age=3600',
    });
    const paper = await read(report.sha256);
    expect(paper.headers.get('content-type')).toBe('application/pdf');
    expect(paper.headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await verifyLog(hub.hub.store.read, [])).faults).toEqual([]);
  });

  test.each([
    ['JSON says it is', { 'content-type': 'application/pdf' }, png, 'image/png'],
    ['its header says PNG', { 'content-type': 'image/png' }, jpeg, 'image/jpeg'],
  ])('is what its bytes say, where %s otherwise', async (_, headers, bytes, type) => {
    const answer = await send(bytes, headers);
    expect(await answer.json()).toMatchObject({ type });
  });

  test('of any other type is refused, whatever it calls itself', async () => {
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    for (const type of ['application/octet-stream', 'image/jpeg', 'application/pdf'])
      expect(await refused(await send(page, { 'content-type': type }))).toBe('415 attachment.wrong-type');
    expect(await refused(await send(Buffer.from('{}'), { 'content-type': 'application/json' }))).toBe(
      '415 attachment.wrong-type',
    );
    expect((await send(page, { 'content-type': 'image/heic' })).status).toBe(415);
  });

  test('of 4 MB is taken, of a byte more refused with what to do, and of a flood not read', async () => {
    const big = (size: number) => Buffer.concat([jpeg, Buffer.alloc(size - jpeg.length, 7)]);
    expect((await taken(big(largestAttachment))).size).toBe(largestAttachment);
    expect(await refused(await send(big(largestAttachment + 1)))).toBe('413 attachment.too-large');
    expect((await send(big(17 * 1024 * 1024)).catch(() => ({ status: 413 }))).status).toBe(413);
    // The wider limit is this route's alone.
    const other = await fetch(`${hub.url}/api/v1/log`, {
      method: 'POST',
      headers: { cookie: duty.cookie, 'x-todoku-request': '1', 'content-type': 'application/octet-stream' },
      body: new Uint8Array(big(3 * 1024 * 1024)),
    }).catch(() => ({ status: 413 }));
    expect(other.status).toBe(413);
  });

  test('that is not there, or is something else, is refused to an entry; nothing is written', async () => {
    const photo = { ...(await taken(png)), name: 'a.png' };
    const before = (await step.logOf(duty)).length;
    for (const wrong of [
      { ...photo, sha256: 'a'.repeat(64) },
      { ...photo, size: photo.size + 1 },
      { ...photo, type: 'application/pdf' },
    ])
      expect((await enter('x', { attachments: [photo, wrong] })).body.code).toBe('attachment.missing');
    expect((await enter('x', { attachments: Array(6).fill(photo) })).body.code).toBe('request.invalid');
    expect(await step.logOf(duty)).toHaveLength(before);
    // Control: without what is wrong it is taken.
    expect((await enter('x', { attachments: [photo] })).status).toBeLessThan(300);
  });

  test('needs the console’s header, a session, and for an upload a role that writes', async () => {
    expect((await send(jpeg, { 'x-todoku-request': '0' })).status).toBe(403);
    expect(await refused(await send(jpeg, { cookie: '' }))).toBe('401 session.none');
    expect(await refused(await read(sha256(jpeg), {}))).toBe('401 session.none');
    expect(await refused(await read('0'.repeat(64)))).toBe('404 attachment.unknown');
    expect(await refused(await read('..%2f..%2fetc'))).toBe('404 attachment.unknown');
    const reader = await readerOf(hub);
    expect((await send(jpeg, { cookie: reader.cookie })).status).toBe(403);
    expect((await read(sha256(jpeg), { cookie: reader.cookie })).status).toBe(200);
  });
});

const readerOf = async (its: TestHub): Promise<OfficerClient> => {
  const { store, desk } = its.hub;
  const officer = { login: 'eyes', name: '県リエゾン', password: chosen };
  await addOfficer(store, desk.say, Date.now(), { ...officer, roles: ['reader'], oneTime: false });
  return signIn(its.url, officer);
};

describe('a place', () => {
  test('around the town is taken, elsewhere and in finer digits than a map knows refused', async () => {
    const code = async (place: object) => (await enter('地点', { place })).body.code;
    expect(await code({ lat: 35.97, lng: 139.334501 })).toBeUndefined();
    expect(await code({ lat: 139.33, lng: 35.97 })).toBe('request.invalid');
    expect(await code({ lat: 35.68, lng: 139.76 })).toBe('log.outside-town');
    expect(await code({ lat: 0, lng: 0 })).toBe('log.outside-town');
    expect(await code({ lat: 35.9700001, lng: 139.33 })).toBe('request.invalid');
    const { entries } = step.good(await duty.get<ChronologyShape>('/api/v1/chronology?placed=yes'));
    expect(entries.map(({ text }) => text)).toEqual(['地点']);
  });
});

describe('what leaves the hub', () => {
  test('the sheet and the JSON say how many, their names and the place; the bytes stay', async () => {
    const get = async (file: string) =>
      (
        await fetch(`${hub.url}/api/v1/chronology.${file}?category=officers`, {
          headers: { cookie: duty.cookie },
        })
      ).text();
    const csv = await get('csv');
    expect(csv).toContain('添付');
    expect(csv).toContain('2件\n石坂の写真.jpg\n報告.pdf');
    expect(csv).toContain('"35.97, 139.334501"');
    const json = JSON.parse(await get('json')) as ChronologyEntryShape[];
    const entry = json.find(({ text }) => text === '石坂で冠水、写真あり');
    expect(entry?.attachments.map(({ name }) => name)).toEqual(['石坂の写真.jpg', '報告.pdf']);
    expect(json.find(({ text }) => text === '地点')?.place).toEqual({ lat: 35.97, lng: 139.334501 });
    expect(JSON.stringify(json)).not.toContain(jpeg.toString('base64'));
  });

  test('the technical log holds neither names nor bytes', () => {
    const log = written.join('');
    for (const secret of ['石坂の写真', '報告.pdf', 'a photo of the flood', jpeg.toString('base64')])
      expect(log).not.toContain(secret);
  });
});
