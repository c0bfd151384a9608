import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical.js';

/** The same value with the keys of every object in another order. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
};
const json = fc.jsonValue();

describe('canonicalJson', () => {
  test('sorts keys by code unit, at every depth', () => {
    expect(canonicalJson({ b: { d: 1, c: 2 }, a: [{ z: 0, y: 0 }], é: 1, Z: 1 })).toBe(
      '{"Z":1,"a":[{"y":0,"z":0}],"b":{"c":2,"d":1},"é":1}',
    );
  });

  test('the order of keys changes nothing, the order of a list does', () => {
    fc.assert(fc.property(json, (value) => canonicalJson(value) === canonicalJson(shuffled(value))));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  test('is JSON of the same value, and once more the same text', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('members that are undefined are left out; text never breaks out of its quotes', () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
    expect(canonicalJson({ a: '","b":"' })).toBe('{"a":"\\",\\"b\\":\\""}');
  });
});
