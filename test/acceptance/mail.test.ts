import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { unsubscribeToken } from '../../src/channels/mail-address.js';
import type { VersionShape } from '../../src/wire/alert.js';
import { wellKnownSchema, type LedgerEntry } from '../../src/wire/virtual-town.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import { ask, deliveries, issued, order, people, settled } from './steps.js';

jest.setTimeout(120_000);

let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub({ playSpeed: 1000 });
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
  const said = wellKnownSchema.parse(await (await fetch(`${hub.townUrl}/.well-known/virtual-town`)).json());
  linkKey = said.credentials.smtp.linkKey;
});
afterAll(() => hub.close());

const mailboxes = () =>
  [...people(hub)].filter(([target]) => target.endsWith('@drill.invalid') && !target.startsWith('dead-'));
const mails = (version: VersionShape): readonly LedgerEntry[] =>
  hub.town.ledger.entries({ provider: 'mail', alert: version.alertId });
const send = () => issued(duty, chief, order('all'), { channels: ['mail'] });
/** The link in a mail (src/channels/mail-message.test.ts reads it there), from the reference that its Message-ID shows. */
const linkOf = (version: VersionShape, target: string): string => {
  const found = mails(version).find((entry) => entry.target === target);
  if (found === undefined) throw new Error('no mail');
  return `/receipts/mail/unsubscribe/${unsubscribeToken(linkKey, found.ref)}`;
};

let linkKey = '';
let first: VersionShape;

test('an order reaches every mailbox and every fax once, each in its language; a dead address is left out', async () => {
  await hub.town.setTarget(mailboxes()[0]?.[0] ?? '', 'bounces');
  await hub.town.setTarget(mailboxes()[1]?.[0] ?? '', 'greylisted');
  first = await send();
  await settled(duty, first.id);
  const known = people(hub);
  const faxes = [...known].filter(([target]) => target.startsWith('fax:'));
  const got = mails(first);
  const wanted = [...mailboxes(), ...faxes].map(([target]) => target);
  expect(wanted.length).toBeGreaterThan(300);
  expect(faxes.length).toBeGreaterThan(5);
  expect(got.map(({ target }) => target).sort()).toEqual(wanted.sort());
  const dead = [...known].filter(
    ([target]) => target.startsWith('dead-') && target.endsWith('@drill.invalid'),
  );
  expect(dead.length).toBeGreaterThan(0);
  const refused = await until(async () => {
    const rows = await deliveries(duty, first.id, 'channel=mail&state=refused');
    return rows.length > dead.length ? rows : null;
  });
  // The dead ones were refused at once, the bounced one came back.
  expect(refused.map(({ fault }) => fault?.code)).toEqual(refused.map(() => 'mail.no-such-address'));
  expect(refused).toHaveLength(dead.length + 1);
});

test('the next order goes to none of the addresses that were found dead, the bounced one among them', async () => {
  const second = await send();
  await settled(duty, second.id);
  const targets = new Set(mails(second).map(({ target }) => target));
  expect(targets.has(mailboxes()[0]?.[0] ?? '')).toBe(false);
  expect(targets.has(mailboxes()[1]?.[0] ?? '')).toBe(true);
  expect((await deliveries(duty, second.id, 'channel=mail&state=refused')).length).toBe(0);
});

test('looking at the link changes nothing; one click leaves, in either form that RFC 8058 allows', async () => {
  const [looks, clicks, posts] = mailboxes()
    .slice(2, 5)
    .map(([target]) => target);
  const path = (target: string | undefined) => linkOf(first, target ?? '');
  const page = await ask(hub, 'GET', path(looks));
  expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body.title).toContain('<form method="post">');
  // In the language of the mail first; another word is no language, and nothing of it comes back.
  const langs = (html: string | undefined) =>
    [...(html ?? '').matchAll(/<p lang="([\w-]+)">/g)].map(([, tag]) => tag);
  const inVietnamese = await ask(hub, 'GET', `${path(looks)}?lang=vi`);
  expect(langs(inVietnamese.body.title)).toEqual(['vi', 'ja', 'en']);
  expect(inVietnamese.body.title).toContain('Ngừng nhận');
  const inNothing = await ask(hub, 'GET', `${path(looks)}?lang=%3Cscript%3E&lang=vi`);
  expect(langs(inNothing.body.title)).toEqual(['ja', 'en']);
  expect(inNothing.body.title).not.toContain('<script>');
  const body = 'List-Unsubscribe=One-Click';
  const form = await ask(hub, 'POST', `${path(clicks)}?lang=my`, {
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(form.status).toBe(200);
  const multipart = await ask(hub, 'POST', path(posts), {
    body: `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });
  expect(multipart.status).toBe(200);
  const third = await send();
  await settled(duty, third.id);
  const targets = new Set(mails(third).map(({ target }) => target));
  expect([looks, clicks, posts].map((target) => targets.has(target ?? ''))).toEqual([true, false, false]);
});

test('a forged link and a forged report change nothing: 403', async () => {
  const [, , , , , stays] = mailboxes().map(([target]) => target);
  const path = linkOf(first, stays ?? '');
  const forged = path.slice(0, -1) + (path.endsWith('0') ? '1' : '0');
  for (const method of ['GET', 'POST'])
    expect(await ask(hub, method, forged)).toMatchObject({
      status: 403,
      body: { code: 'unsubscribe.forged' },
    });
  const report = await ask(hub, 'POST', '/receipts/mail', {
    body: 'To: x\r\n\r\n',
    headers: { 'content-type': 'message/rfc822', 'x-todoku-signature': '0'.repeat(64) },
  });
  expect(report.status).toBe(403);
  const [row] = await hub.hub.store.read.sql<{ dead_at: number | null }>(
    `SELECT dead_at FROM addresses WHERE channel = 'mail' AND target = $1`,
    stays ?? '',
  );
  expect(row?.dead_at).toBeNull();
});

test('a report that comes twice says the same once', async () => {
  const [target] = mailboxes()[7] ?? [''];
  await hub.town.setTarget(target, 'bounces');
  await hub.town.setFault({ endpoint: 'smtp', mode: 'callback-twice' });
  const version = await send();
  await settled(duty, version.id);
  await hub.town.clearFaults();
  const bounced = await until(async () => {
    const rows = await deliveries(duty, version.id, 'channel=mail&state=refused');
    return rows.length > 0 ? rows : null;
  });
  expect(bounced).toMatchObject([
    { state: 'refused', fault: { code: 'mail.no-such-address', detail: '5.1.1' } },
  ]);
});
