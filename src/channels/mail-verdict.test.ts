import { describe, expect, test } from '@jest/globals';
import { verdictOfAnswer, waitIn } from './mail-verdict.js';

const now = 1_000_000;
const at = (stage: Parameters<typeof verdictOfAnswer>[0]['at'], response: string) =>
  verdictOfAnswer({ at: stage, response }, now);

describe('what a mail server says to a recipient', () => {
  test.each([
    [
      '550 5.1.1 <x@y>: Recipient address rejected: User unknown',
      'refused',
      'target',
      'mail.no-such-address',
    ],
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'refused', 'target', 'mail.no-such-address'],
    ['550 5.2.1 mailbox disabled', 'refused', 'target', 'mail.no-such-address'],
    ['550 no such user', 'refused', 'target', 'mail.no-such-address'],
    ['552 5.2.2 over quota', 'retry', 'target', 'mail.mailbox-full'],
    ['452 4.2.2 over quota', 'retry', 'target', 'mail.mailbox-full'],
    ['450 4.2.0 <x@y>: Greylisted', 'retry', 'target', 'mail.greylisted'],
    ['451 try later', 'retry', 'target', 'mail.greylisted'],
    ['421 4.3.2 shutting down', 'retry', 'channel', 'channel.server-error'],
    ['452 4.5.3 too many recipients', 'retry', 'channel', 'channel.rate'],
    ['554 5.7.1 <x@y>: Relay access denied', 'retry', 'channel', 'channel.unauthorised'],
    ['550 5.7.1 Unable to relay', 'retry', 'channel', 'channel.unauthorised'],
    ['550 5.7.1 blocked by policy', 'refused', 'call', 'mail.not-accepted'],
    ['550 5.4.4 unable to route', 'refused', 'call', 'mail.not-accepted'],
  ])('%s', (response, result, whose, code) => {
    expect(at('recipient', response)).toMatchObject({ result, why: { at: whose, code } });
  });
});

describe('what a mail server says before, and after the text', () => {
  test.each([
    ['auth', '535 5.7.8 authentication failed', 'retry', 'channel', 'channel.unauthorised'],
    ['auth', '454 4.7.0 temporary authentication failure', 'retry', 'channel', 'channel.rate'],
    ['sender', '530 5.7.0 must issue STARTTLS first', 'retry', 'channel', 'channel.unauthorised'],
    ['sender', '550 5.7.60 client may not send as this sender', 'retry', 'channel', 'channel.unauthorised'],
    ['sender', '451 4.3.0 local error', 'retry', 'channel', 'channel.server-error'],
    ['session', '421 too many connections', 'retry', 'channel', 'channel.server-error'],
    ['sender', '501 5.1.7 bad sender', 'retry', 'channel', 'channel.not-found'],
    ['sender', '550 no such sender here', 'retry', 'channel', 'channel.not-found'],
    ['sender', '552 5.3.4 message size exceeds fixed limit', 'refused', 'call', 'call.malformed'],
    ['sender', '552 message too big', 'refused', 'call', 'call.malformed'],
    ['session', '554 no SMTP service here', 'retry', 'channel', 'channel.not-found'],
    ['session', '502 5.5.1 STARTTLS is not known', 'retry', 'channel', 'channel.not-found'],
    ['session', '501 5.5.4 your name in EHLO is none', 'retry', 'channel', 'channel.not-found'],
    ['text', '552 5.3.4 message too big', 'refused', 'call', 'call.malformed'],
    ['text', '554 5.7.1 spam', 'refused', 'call', 'mail.not-accepted'],
    ['text', '550 5.1.1 no such user', 'refused', 'target', 'mail.no-such-address'],
    ['text', '452 4.3.1 insufficient storage', 'retry', 'channel', 'channel.server-error'],
    ['text', '451 4.7.1 greylisted', 'retry', 'target', 'mail.greylisted'],
  ] as const)('%s: %s', (stage, response, result, whose, code) => {
    expect(at(stage, response)).toMatchObject({ result, why: { at: whose, code } });
  });

  test('nobody is refused, and no address left out, for what a relay says before it hears of him', () => {
    for (let code = 400; code < 600; code++)
      for (const stage of ['session', 'auth', 'sender'] as const) {
        const verdict = at(stage, `${code} x`);
        expect('why' in verdict && verdict.why.at).not.toBe('target');
        // Too large by its size is the mail's own fault.
        if (stage !== 'sender' || code !== 552) expect(verdict.result).not.toBe('refused');
      }
  });
});

test.each([
  ['450 4.2.0 Greylisted, see http://x/; try again in 300 seconds', 300_000],
  ['451 4.7.1 Greylisting in action, please come back in 00:05:00', 300_000],
  ['451 try again after 2 minutes', 120_000],
  ['421 come back in 1h', 3_600_000],
  ['450 4.2.0 later', null],
])('%s: how long to wait', (response, wait) => {
  expect(waitIn(response)).toBe(wait);
});

test('a server that asks for a day is asked again in a quarter of an hour; one that names no time in a minute', () => {
  expect(at('recipient', '450 4.2.0 try again in 24 hours')).toMatchObject({ notBefore: now + 900_000 });
  expect(at('recipient', '450 4.2.0 greylisted')).toMatchObject({ notBefore: now + 60_000 });
});
