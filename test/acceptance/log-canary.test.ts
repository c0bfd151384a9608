import { expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createLogger, type Logger } from '../../src/platform/logger.js';
import {
  faultEndpoints,
  faultModes,
  wellKnownSchema,
  type VirtualFault,
} from '../../src/wire/virtual-town.js';
import { chosen, startTestHub, until, type TestHub } from '../support/hub.js';
import { long } from '../support/long.js';
import { ask, draft, issued, order, people } from './steps.js';

jest.setTimeout(600_000);

/** Where words of people and keys could come from in a run; none may come out in the technical log. */
const typed = {
  password: 'canary-password-3f9c',
  number: '+819000777123',
  mailbox: 'canary.resident@drill.invalid',
  token: 'canaryToken0123456789abcdefghij',
  note: 'カナリアの覚え書き：山田さん宅',
};
const sayings = `21211: the number ${typed.number} is not valid; ${typed.mailbox}; ${typed.token}`;

/** A refusal that quotes, an answer that is none, a credential refused; every mode in the long set. */
const some: readonly VirtualFault['mode'][] = ['400', '401', 'garbage'];
const modes = long ? faultModes.filter((mode) => mode !== 'ok') : some;

/** Every mode of every endpoint strikes once while an order goes out; callbacks and sign-ins are forged meanwhile. */
async function run(hub: TestHub, modes: readonly VirtualFault['mode'][]): Promise<void> {
  const [duty, chief] = [await hub.signIn(hub.officers[0]), await hub.signIn(hub.officers[1])];
  // A library that quotes what it was given.
  hub.hub.desk.notifier.on('progress', () => {
    throw new Error(sayings);
  });
  // The gateway has said that it speaks: what strikes later is met by an order that was taken.
  await hub.hub.desk.radioVoice.askNeedsSound();
  const mailed = [...people(hub)].find(([target]) => target.startsWith('resident-'))?.[1].district;
  const send = () => issued(duty, chief, order([mailed ?? '']));
  for (const mode of modes) {
    for (const endpoint of faultEndpoints) await hub.town.setFault({ endpoint, mode, times: 1, delayMs: 50 });
    const before = hub.town.ledger.size;
    await send();
    await until(async () => {
      const faults = (await (await fetch(`${hub.townUrl}/faults`)).json()) as {
        endpoint: string;
        hits: number;
      }[];
      // An access token is asked for rarely.
      const struck = faults.filter(({ endpoint }) => endpoint !== 'token');
      return struck.every(({ hits }) => hits > 0) && hub.town.ledger.size > before ? true : null;
      // A channel whose provider hung before takes up to its deadline and its pause to come back.
    }, 120_000);
    await hub.town.clearFaults();
  }
  const forged = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'AAAA' };
  await ask(hub, 'POST', '/receipts/sms', {
    body: `To=${typed.number}&Body=${typed.token}`,
    headers: forged,
  });
  const report = { 'content-type': 'message/rfc822', 'x-todoku-signature': typed.token };
  await ask(hub, 'POST', '/receipts/mail', { body: `To: ${typed.mailbox}\r\n\r\n`, headers: report });
  await ask(hub, 'GET', `/receipts/mail/unsubscribe/${typed.token}`);
  await ask(hub, 'POST', '/api/v1/session', { body: { login: 'duty', password: typed.password } });
  await ask(hub, 'POST', '/api/v1/drafts', {
    body: `{"kind": "${typed.note}`,
    as: duty,
    headers: { 'content-type': 'application/json' },
  });
  await draft(duty, { kind: 'general-notice', slots: { text: typed.note }, districts: 'all' }).catch(
    () => undefined,
  );
  for (const channel of ['sms', 'mail', 'push', 'mastodon', typed.token])
    await ask(hub, 'POST', `/api/v1/channels/${encodeURIComponent(channel)}/test`, { as: duty });
}

/** Everything that must not be in a line: what was typed, who was reached, what was said, every credential. */
async function canaries(hub: TestHub): Promise<readonly string[]> {
  const known = wellKnownSchema.parse(await (await fetch(`${hub.townUrl}/.well-known/virtual-town`)).json());
  const secrets = Object.values(known.credentials)
    .flatMap((one) => Object.entries(one))
    .filter(([name]) => /key|secret|token|password/i.test(name) && !/id$|uri$/i.test(name))
    .map(([, value]) => String(value));
  const words = hub.town.ledger
    .entries()
    .flatMap(({ text }) => text.split('\n').filter((line) => line.length > 11));
  return [
    ...Object.values(typed),
    ...[chosen, hub.hub.intakeToken, readFileSync(join(hub.dataDir, 'intake-token'), 'utf8').trim()],
    ...people(hub).keys(),
    ...[...people(hub).keys()].filter((target) => /^\+81/.test(target)).map((target) => target.slice(3)),
    ...secrets.flatMap((secret) => (secret.includes('\n') ? secret.split('\n').slice(1, 3) : [secret])),
    ...new Set(words),
  ];
}

async function leaks(
  loggerTo: (write: (line: string) => void) => Logger,
  modes: readonly VirtualFault['mode'][],
): Promise<{ lines: number; leaked: string[] }> {
  const lines: string[] = [];
  const hub = await startTestHub({ playSpeed: 1000, logger: loggerTo((line) => void lines.push(line)) });
  try {
    await run(hub, modes);
    const text = lines.join('');
    return { lines: lines.length, leaked: (await canaries(hub)).filter((canary) => text.includes(canary)) };
  } finally {
    await hub.close();
  }
}

test('at level debug, through the faults of every provider, no line holds a secret, a number, an address or a message', async () => {
  const { lines, leaked } = await leaks((write) => createLogger('debug', { write }), modes);
  expect(lines).toBeGreaterThan(0);
  expect(leaked).toEqual([]);
});

test('control: with a logger that prints errors as they are, the same run is caught', async () => {
  const { leaked } = await leaks((write) => pino({ level: 'debug' }, { write }), ['500']);
  expect(leaked).toEqual(expect.arrayContaining([typed.number, typed.mailbox, typed.token]));
});
