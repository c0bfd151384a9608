import { describe, expect, test } from '@jest/globals';
import { town } from '../../test/locales/fixtures.js';
import { placeNames, unknownDistrict } from './place-names.js';

const said = (choice: 'all' | readonly string[]) => {
  const names = placeNames(town, choice);
  return names === 'all' ? names : names.map((name) => name.ja);
};

describe('place names', () => {
  const hatogaoka = [1, 2, 3, 4, 5].map((chome) => `hatogaoka-${chome}`);

  test('all chome of a quarter are one name', () =>
    expect(said([...hatogaoka, 'okuda'])).toEqual(['奥田', '鳩ヶ丘']));
  test('some chome keep their own names', () =>
    expect(said(hatogaoka.slice(0, 2))).toEqual(['鳩ヶ丘一丁目', '鳩ヶ丘二丁目']));
  test('the town’s order, whatever the officer’s was', () =>
    expect(said(['kumai', 'okuda'])).toEqual(['奥田', '熊井']));
  test('every district is the whole town', () => {
    expect(said(town.districts.map((each) => each.code))).toBe('all');
    expect(said('all')).toBe('all');
  });
  test('a code that the town does not have is found', () => {
    expect(unknownDistrict(town, ['okuda', 'x'])).toBe('x');
    expect(unknownDistrict(town, 'all')).toBeUndefined();
  });
});
