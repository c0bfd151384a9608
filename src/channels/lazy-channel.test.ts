import { describe, expect, test } from '@jest/globals';
import type { Channel, Outcome, SendOrder } from '../domain/channel.js';
import { fault, retry, unsure } from './fault.js';
import { lazyChannel } from './lazy-channel.js';
import { smsLimits } from './sms.limits.js';

const orderTo = (target: string) => ({ members: [{ deliveryId: '1', target }] }) as unknown as SendOrder;
const signal = new AbortController().signal;
const unauthorised = retry(fault('channel', 'channel.unauthorised'));

/** A provider whose calls end when the test says so. */
function provider() {
  const lines: { closed: boolean }[] = [];
  const answers = new Map<string, (outcome: Outcome) => void>();
  const open = async (): Promise<Channel> => {
    const line = { closed: false };
    lines.push(line);
    const send = (order: SendOrder) =>
      new Promise<readonly Outcome[]>((resolve) => {
        for (const { target } of order.members)
          answers.set(target, (outcome) => resolve([line.closed ? { target, ...unsure } : outcome]));
      });
    const close = async () => void (line.closed = true);
    return { id: 'sms', limits: smsLimits, send, close };
  };
  const answer = (target: string, verdict: Omit<Outcome, 'target'>) =>
    answers.get(target)?.({ target, ...verdict } as Outcome);
  const asked = async (target: string) => {
    while (!answers.has(target)) await new Promise((resolve) => setImmediate(resolve));
  };
  return { lines, open, answer, asked };
}

describe('a connection that lost its rights', () => {
  test('is replaced for the next call, and closed by the last call that is under way on it', async () => {
    const { lines, open, answer, asked } = provider();
    const channel = lazyChannel('sms', smsLimits, [], open);
    const slow = channel.send(orderTo('slow'), signal);
    const refused = channel.send(orderTo('refused'), signal);
    await asked('refused');
    answer('refused', unauthorised);
    expect(await refused).toEqual([{ target: 'refused', ...unauthorised }]);

    const next = channel.send(orderTo('next'), signal);
    await asked('next');
    expect(lines).toEqual([{ closed: false }, { closed: false }]);

    answer('slow', { result: 'accepted', ref: 'a' } as Omit<Outcome, 'target'>);
    expect(await slow).toEqual([{ target: 'slow', result: 'accepted', ref: 'a' }]);
    expect(lines).toEqual([{ closed: true }, { closed: false }]);
    answer('next', { result: 'accepted', ref: 'b' } as Omit<Outcome, 'target'>);
    expect(await next).toEqual([{ target: 'next', result: 'accepted', ref: 'b' }]);
    await channel.close?.();
    expect(lines).toEqual([{ closed: true }, { closed: true }]);
  });

  test('is replaced once, however many of its calls were refused', async () => {
    const { lines, open, answer, asked } = provider();
    const channel = lazyChannel('sms', smsLimits, [], open);
    const refused = ['a', 'b', 'c'].map((target) => channel.send(orderTo(target), signal));
    await asked('c');
    for (const target of ['a', 'b', 'c']) answer(target, unauthorised);
    await Promise.all(refused);
    const next = channel.send(orderTo('d'), signal);
    await asked('d');
    answer('d', unauthorised);
    await next;
    expect(lines).toEqual([{ closed: true }, { closed: true }]);
  });
});

test('a channel that cannot be opened is the channel’s fault, and is opened anew at the next call', async () => {
  const { open, answer, asked } = provider();
  let tries = 0;
  const channel = lazyChannel('sms', smsLimits, [], () =>
    ++tries < 3 ? Promise.reject(new Error('no')) : open(),
  );
  await new Promise((resolve) => setImmediate(resolve));
  const unreachable = retry(fault('channel', 'channel.unreachable'));
  expect(await channel.send(orderTo('a'), signal)).toEqual([{ target: 'a', ...unreachable }]);
  const sent = channel.send(orderTo('a'), signal);
  await asked('a');
  answer('a', { result: 'accepted', ref: 'x' } as Omit<Outcome, 'target'>);
  expect(await sent).toEqual([{ target: 'a', result: 'accepted', ref: 'x' }]);
});

test('a call that comes after the end, or is waiting then, opens nothing that would outlive the channel', async () => {
  const { lines, open } = provider();
  const channel = lazyChannel('sms', smsLimits, [], open);
  await channel.close?.();
  const unreachable = retry(fault('channel', 'channel.unreachable'));
  expect(await channel.send(orderTo('a'), signal)).toEqual([{ target: 'a', ...unreachable }]);
  expect(await channel.probe?.(signal)).toEqual({ state: 'down', detail: 'unreachable' });
  expect(lines).toEqual([{ closed: true }]);
});
