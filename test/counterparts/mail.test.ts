/** Mail against a relay that nobody here wrote: aiosmtpd, Python's own mail parser, dkimpy (Debian packages). */
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { createMailChannel, type MailOptions } from '../../src/channels/mail.js';
import type { Channel } from '../../src/domain/channel.js';
import { paths } from '../../src/platform/paths.js';
import { mintCertificates } from '../../src/virtual-town/certificates.js';
import { where } from '../chaos/needs.js';
import { testOrder, testRendering } from '../support/virtual-town.js';

jest.setTimeout(60_000);

const python = '/usr/bin/python3';
const lacking = ((): string | null => {
  try {
    execFileSync(python, ['-c', 'import aiosmtpd, dkim'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'python3-aiosmtpd, python3-dkim';
  }
})();
const testWithRelay = where(lacking);

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly tls: boolean;
  readonly signedIn: boolean;
  readonly rawSubject: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly plain: string | null;
  readonly html: string | null;
  readonly pages: readonly (readonly [string, string])[];
  readonly defects: readonly string[];
  readonly dkim: boolean;
  readonly dkimChanged: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'todoku-relay-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
let relay: ChildProcess;
let lines: Interface;
let options: MailOptions;
const opened: Channel[] = [];
const open = (changes: Partial<MailOptions['relay']> = {}): Channel => {
  const channel = createMailChannel({ ...options, relay: { ...options.relay, ...changes } });
  opened.push(channel);
  return channel;
};

beforeAll(async () => {
  if (lacking !== null && !process.env['CI']) return;
  const { ca, cert, key } = await mintCertificates();
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const shown = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  const script = join(paths.root, 'test/counterparts/mail-relay.py');
  const files = [file('cert.pem', cert), file('key.pem', key), file('dkim.pub', shown)];
  relay = spawn(python, [script, ...files, 'bosai', 'secret'], { stdio: ['pipe', 'pipe', 'inherit'] });
  lines = createInterface({ input: relay.stdout as NodeJS.ReadableStream });
  const [first] = (await once(lines, 'line')) as [string];
  const { port } = JSON.parse(first) as { port: number };
  const auth = { user: 'bosai', password: 'secret' };
  options = {
    relay: { host: '127.0.0.1', port, tls: 'starttls', ca, auth },
    from: { name: '鳩山町防災', address: 'bosai@town.example' },
    publicUrl: 'https://hub.town.example',
    linkKey: 'k'.repeat(64),
    faxDomain: 'fax.example',
    dkim: { domain: 'town.example', selector: 'todoku', privateKey },
  };
});
afterAll(async () => {
  await Promise.all(opened.map((channel) => channel.close?.()));
  relay?.stdin?.end();
  if (relay?.exitCode === null) await once(relay, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

const to = (target: string) => testOrder('mail', { members: [{ deliveryId: '17', target }] });
const send = (channel: Channel, order: ReturnType<typeof to>) =>
  channel.send(order, AbortSignal.timeout(10_000));
/** Sends, and gives what the relay took. */
async function received(order: ReturnType<typeof to>): Promise<Received> {
  const next = once(lines, 'line') as Promise<[string]>;
  expect(await send(open(), order)).toMatchObject([{ result: 'accepted' }]);
  const [line] = await next;
  return JSON.parse(line) as Received;
}

testWithRelay(
  'a mail is taken over TLS with a password, and says what was approved in both forms',
  async () => {
    const rendering = testRendering('mail', { title: '【訓練】警戒レベル4　避難指示 越辺川の氾濫のおそれ' });
    const order = { ...to('taro@example.jp'), rendering };
    const mail = await received(order);
    expect(mail).toMatchObject({ tls: true, signedIn: true, to: ['taro@example.jp'], defects: [] });
    expect(mail.headers['subject']).toBe(rendering.title);
    expect(mail.rawSubject.join('')).toMatch(/^Subject: =\?UTF-8\?[BQ]\?/i);
    expect(mail.plain?.split('\n\n-- \n')[0]).toBe(rendering.text);
    expect(mail.html).toContain(rendering.text);
    expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    expect(mail.headers['auto-submitted']).toBe('auto-generated');
    expect(mail.from).toMatch(/^b-[0-9a-f]{32}-[0-9a-f]{24}@town\.example$/);
  },
);

testWithRelay(
  'its DKIM signature holds, over the headers of the way out too; with one of them changed it does not',
  async () => {
    const mail = await received(to('taro@example.jp'));
    expect(mail.headers['dkim-signature']?.replaceAll(/\s/g, '').toLowerCase()).toContain(
      'list-unsubscribe-post',
    );
    expect([mail.dkim, mail.dkimChanged]).toEqual([true, false]);
  },
);

testWithRelay(
  'of several recipients those that the relay refuses are refused, those that it puts off wait, the rest go',
  async () => {
    const channel = open();
    const outcome = async (target: string) => (await send(channel, to(target)))[0];
    expect(await outcome('taro@example.jp')).toMatchObject({ result: 'accepted' });
    expect(await outcome('nobody@example.jp')).toMatchObject({
      result: 'refused',
      why: { at: 'target', code: 'mail.no-such-address', detail: '550 5.1.1' },
    });
    const before = Date.now();
    const later = await outcome('later@example.jp');
    expect(later).toMatchObject({ result: 'retry', why: { at: 'target', code: 'mail.greylisted' } });
    expect(later?.result === 'retry' && later.notBefore).toBeGreaterThanOrEqual(before + 90_000);
    expect(await outcome('hanako@example.jp')).toMatchObject({ result: 'accepted' });
  },
);

testWithRelay('a fax is a page in a mail to its number', async () => {
  const mail = await received(to('fax:+81492961214'));
  expect(mail).toMatchObject({
    to: ['0492961214@fax.example'],
    html: null,
    pages: [['application/pdf', '%PDF-']],
  });
});

testWithRelay('a wrong password is the channel’s fault, and a probe tells it', async () => {
  const channel = open({ auth: { user: 'bosai', password: 'wrong' } });
  expect(await send(channel, to('taro@example.jp'))).toMatchObject([
    { result: 'retry', why: { at: 'channel', code: 'channel.unauthorised' } },
  ]);
  expect(await channel.probe?.(AbortSignal.timeout(5000))).toEqual({ state: 'down', detail: '535' });
  expect(await open().probe?.(AbortSignal.timeout(5000))).toEqual({ state: 'up' });
});

testWithRelay('without a certificate that is trusted, or without TLS, nothing leaves', async () => {
  const { ca: _ca, ...untrusted } = options.relay;
  const stranger = createMailChannel({ ...options, relay: untrusted });
  opened.push(stranger);
  expect(await send(stranger, to('taro@example.jp'))).toMatchObject([
    { result: 'retry', why: { at: 'channel', code: 'channel.unreachable' } },
  ]);
  expect(await send(open({ tls: 'none' }), to('taro@example.jp'))).toMatchObject([
    { result: 'retry', why: { at: 'channel', code: 'channel.unauthorised' } },
  ]);
});
