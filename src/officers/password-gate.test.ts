import { describe, expect, test } from '@jest/globals';
import { createAddressBudget, sourceOf } from './address-budget.js';
import { codeRestAfter, restAfter } from './budget.js';
import { createPasswordGate, type Lane } from './password-gate.js';

/** Everything that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to, and notes how much of it runs at once. */
function workshop() {
  const gate = createPasswordGate();
  const running: (() => void)[] = [];
  const done: string[] = [];
  let most = 0;
  const begin = (name: string, lane: Lane, address: string) =>
    gate.run(lane, address, async () => {
      await new Promise<void>((resolve) => {
        running.push(resolve);
        most = Math.max(most, running.length);
      });
      done.push(name);
      return name;
    });
  const finishOne = async () => {
    running.shift()?.();
    await settled();
  };
  return { begin, finishOne, running, done, most: () => most };
}

describe('a flood of sign-ins', () => {
  test('two passwords are looked at at once; what comes beyond the queue is sent away', async () => {
    const { begin, finishOne, running, most } = workshop();
    const all = Array.from({ length: 200 }, (_, i) => begin(`s${i}`, 'stranger', `10.0.0.${i}`));
    const answers = Promise.all(all);
    await settled();
    while (running.length > 0) await finishOne();
    const names = await answers;
    expect(most()).toBe(2);
    expect(names.filter((name) => name === null)).toHaveLength(200 - 2 - 64);
  });

  test('an officer at a browser of hers waits for two passwords at most, however long the queue', async () => {
    const { begin, finishOne, done } = workshop();
    for (let i = 0; i < 66; i++) void begin(`s${i}`, 'stranger', `10.0.0.${i}`);
    void begin('hers', 'known', '10.9.9.9');
    await settled();
    await finishOne();
    await finishOne();
    await finishOne();
    expect(done).toContain('hers');
  });

  test('one address fills half of the queue, not all of it', async () => {
    const { begin, running, finishOne } = workshop();
    const flood = Promise.all(Array.from({ length: 100 }, () => begin('x', 'stranger', '10.0.0.1')));
    const other = begin('other', 'stranger', '10.0.0.2');
    await settled();
    while (running.length > 0) await finishOne();
    expect((await flood).filter((name) => name === null)).toHaveLength(100 - 2 - 32);
    expect(await other).toBe('other');
  });

  test('a password check that breaks gives its place back', async () => {
    const gate = createPasswordGate();
    const broken = () => gate.run('stranger', 'a', () => Promise.reject(new Error('no')));
    for (let i = 0; i < 5; i++) await expect(broken()).rejects.toThrow('no');
    expect(await gate.run('stranger', 'a', () => Promise.resolve('well'))).toBe('well');
  });
});

describe('budgets', () => {
  test('an address has thirty wrong passwords, and one more every twenty seconds', () => {
    const budget = createAddressBudget();
    const waits = Array.from({ length: 31 }, () => budget.take('10.0.0.1', 0));
    expect(waits).toEqual([...Array.from({ length: 30 }, () => 0), 20_000]);
    expect(budget.take('10.0.0.2', 0)).toBe(0);
    expect(budget.take('10.0.0.1', 19_999)).toBe(1);
    expect(budget.take('10.0.0.1', 20_000)).toBe(0);
    budget.giveBack('10.0.0.1');
    expect(budget.take('10.0.0.1', 20_000)).toBe(0);
    expect(budget.take('10.0.0.1', 20_000)).toBe(20_000);
  });

  test('ten thousand addresses are remembered, and no more', () => {
    const budget = createAddressBudget();
    for (let i = 0; i < 30; i++) budget.take('first', 0);
    expect(budget.take('first', 0)).toBeGreaterThan(0);
    for (let i = 0; i < 10_000; i++) budget.take(`a${i}`, 0);
    expect(budget.take('first', 0)).toBe(0);
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, source) => expect(sourceOf(address)).toBe(source));

  test('passwords rest a minute after every five, codes twice as long each time, an hour at most', () => {
    expect([1, 4, 5, 6, 10].map((n) => restAfter(n, 0))).toEqual([null, null, 60_000, null, 60_000]);
    const minutes = [5, 10, 15, 20, 50, 500].map((n) => (codeRestAfter(n, 0) ?? 0) / 60_000);
    expect(minutes).toEqual([1, 2, 4, 8, 60, 60]);
    expect(codeRestAfter(7, 0)).toBeNull();
  });
});
