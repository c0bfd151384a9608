import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createRateLimiter } from './rate-limiter.js';
import { createTurns, type Turns } from './turns.js';

const start = 1_000_000;
beforeEach(() => void jest.useFakeTimers({ now: start }));
afterEach(() => void jest.useRealTimers());

const turnsOf = (perSecond: number) => createTurns(createRateLimiter(perSecond), () => Date.now());

/** Deliveries that always want to start: each is tried when it was told to be. */
function deliver(turns: Turns, started: string[]): void {
  const wait = turns.take(Date.now());
  if (wait === 0) started.push('delivery');
  setTimeout(() => deliver(turns, started), Math.max(1, wait));
}

async function askOften(turns: Turns, started: string[]): Promise<void> {
  while (await turns.ahead('ask', 60_000)) started.push('ask');
}

describe('RateLimit: all who call a provider', () => {
  test('together start no more than its rate', async () => {
    const turns = turnsOf(5);
    const started: string[] = [];
    deliver(turns, started);
    void askOften(turns, started);
    for (let i = 0; i < 8; i++) void turns.ahead('ring', 60_000).then(() => started.push('ring'));
    await jest.advanceTimersByTimeAsync(10_000);
    expect(started.length).toBeGreaterThan(40);
    expect(started.length).toBeLessThanOrEqual(55);
  });

  test('an approver is rung first, before what waited longer', async () => {
    const turns = turnsOf(1);
    const started: string[] = [];
    deliver(turns, started);
    void askOften(turns, started);
    await jest.advanceTimersByTimeAsync(100);
    void turns.ahead('ring', 60_000).then(() => started.push('ring'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(started).toEqual(['delivery', 'ring']);
  });

  test('questions and deliveries take turns: neither keeps the other waiting', async () => {
    const turns = turnsOf(1);
    const started: string[] = [];
    deliver(turns, started);
    void askOften(turns, started);
    await jest.advanceTimersByTimeAsync(20_000);
    const asks = started.filter((one) => one === 'ask').length;
    expect(started.length).toBeGreaterThan(17);
    expect(Math.abs(started.length - 2 * asks)).toBeLessThanOrEqual(1);
  });

  test('without deliveries, questions have all turns', async () => {
    const turns = turnsOf(2);
    const started: string[] = [];
    void askOften(turns, started);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(started.length).toBeGreaterThan(17);
  });

  test('Retry-After is waited for by all; who cannot wait so long hears so', async () => {
    const turns = turnsOf(10);
    turns.pauseUntil(start + 30_000);
    const heard: string[] = [];
    void turns.ahead('ring', 10_000).then((may) => heard.push(`ring ${may}`));
    void turns.ahead('ask', 60_000).then((may) => heard.push(`ask ${may}`));
    await jest.advanceTimersByTimeAsync(29_000);
    expect(heard).toEqual(['ring false']);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(heard).toEqual(['ring false', 'ask true']);
  });

  test('at the end nobody is left waiting', async () => {
    const turns = turnsOf(10);
    turns.pauseUntil(start + 30_000);
    const asked = turns.ahead('ask', 60_000);
    turns.close();
    expect(await asked).toBe(false);
    expect(await turns.ahead('ring', 60_000)).toBe(false);
  });
});
