import { describe, expect, test } from '@jest/globals';
import { lanes, type Haste } from './lanes.js';

describe('of sentences that wait', () => {
  /** Works that end when they are told to, in the order in which they began. */
  function works() {
    const inLane = lanes(2);
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    let [running, most] = [0, 0];
    const all: Promise<void>[] = [];
    const add = (haste: Haste, name: string) =>
      all.push(
        inLane(haste, async () => {
          begun.push(name);
          most = Math.max(most, (running += 1));
          await new Promise<void>((resolve) => ends.push(resolve));
          running -= 1;
        }),
      );
    const finish = async () => {
      for (let done = 0; done < all.length; done += 1) {
        while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
        ends.shift()?.();
      }
      await Promise.all(all);
      return { begun, most };
    };
    return { add, finish, begun };
  }

  test('the most urgent is said first, and no more than two at a time', async () => {
    const { add, finish } = works();
    for (const name of ['a', 'b']) add('soon', name);
    for (const name of ['c', 'd']) add('later', name);
    add('soon', 'e');
    add('now', 'f');
    expect(await finish()).toEqual({ begun: ['a', 'b', 'f', 'e', 'c', 'd'], most: 2 });
  });

  test('what is needed some day leaves a lane free for what is needed now', async () => {
    const { add, finish, begun } = works();
    for (const name of ['a', 'b', 'c']) add('later', name);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['a']);
    add('now', 'd');
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(['a', 'd']);
    await finish();
  });
});
