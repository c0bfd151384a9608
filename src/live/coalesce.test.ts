import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { coalesce } from './coalesce.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Work that ends when the test says so. */
function work() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const run = (key: string): Promise<void> => {
    begun.push(key);
    return new Promise((resolve) => ends.push(resolve));
  };
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await jest.advanceTimersByTimeAsync(0);
  };
  return { begun, run, end };
}
const noBug = (error: unknown): void => {
  throw error;
};

test('calls within one interval are one run a key, and the last call is followed by one', async () => {
  const { begun, run, end } = work();
  const { call } = coalesce(250, run, noBug);
  for (const key of ['a', 'a', 'b', 'a']) call(key);
  expect(begun).toEqual([]);
  await jest.advanceTimersByTimeAsync(250);
  expect(begun).toEqual(['a', 'b']);
  await end();
  call('a');
  await jest.advanceTimersByTimeAsync(249);
  expect(begun).toEqual(['a', 'b']);
  await jest.advanceTimersByTimeAsync(1);
  expect(begun).toEqual(['a', 'b', 'a']);
});

test('work that takes longer than the interval does not pile up, and runs once more for what came meanwhile', async () => {
  const { begun, run, end } = work();
  const { call } = coalesce(250, run, noBug);
  call('a');
  await jest.advanceTimersByTimeAsync(250);
  for (let i = 0; i < 8; i += 1) {
    call('a');
    await jest.advanceTimersByTimeAsync(250);
  }
  expect(begun).toEqual(['a']);
  await end();
  await jest.advanceTimersByTimeAsync(250);
  expect(begun).toEqual(['a', 'a']);
  await end();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(begun).toEqual(['a', 'a']);
});

test('work that failed is told, and the next call runs', async () => {
  const bugs: unknown[] = [];
  let tries = 0;
  const failing = () => Promise.reject(new Error(`try ${(tries += 1)}`));
  const { call } = coalesce(250, failing, (error) => bugs.push((error as Error).message));
  call('a');
  await jest.advanceTimersByTimeAsync(250);
  call('a');
  await jest.advanceTimersByTimeAsync(250);
  expect(bugs).toEqual(['try 1', 'try 2']);
});

test('nothing runs after the end, what was called meanwhile neither', async () => {
  const { begun, run, end } = work();
  const { call, stop } = coalesce(250, run, noBug);
  call('a');
  await jest.advanceTimersByTimeAsync(250);
  call('a');
  call('b');
  stop();
  await end();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(begun).toEqual(['a']);
});
