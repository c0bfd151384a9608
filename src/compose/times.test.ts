import { describe, expect, test } from '@jest/globals';
import { languages } from '../domain/language.js';
import { written } from './markup.js';
import { timeParts } from './times.js';

const night = Date.UTC(2026, 6, 10, 18, 20);

describe('times', () => {
  test('Japanese says N時M分, never 03:20, with readings', () => {
    const { time, day, month, weekday } = timeParts('ja', night, 'Asia/Tokyo');
    expect(time).toBe('{3時|さんじ}{20分|にじゅっぷん}');
    expect(written(month + day + weekday)).toBe('7月11日土曜日');
  });

  test('a full hour has no minutes', () =>
    expect(timeParts('ja', Date.UTC(2026, 6, 10, 18, 0), 'Asia/Tokyo').time).toBe('{3時|さんじ}'));

  test('midnight is 0, not 24', () => {
    const midnight = Date.UTC(2026, 6, 10, 15, 0);
    expect(timeParts('en', midnight, 'Asia/Tokyo').time).toBe('00:00');
    expect(timeParts('ja', midnight, 'Asia/Tokyo').time).toBe('{0時|れいじ}');
  });

  test('the zone is the town’s, whatever the machine’s is', () =>
    expect(timeParts('en', night, 'Asia/Tokyo')).toEqual({
      month: 'Jul',
      day: '11',
      weekday: 'Sat',
      time: '03:20',
    }));

  test.each(languages)('%s writes Latin digits', (language) => {
    const parts = Object.values(timeParts(language, night, 'Asia/Tokyo')).join(' ');
    expect(parts).toMatch(/[0-9]/u);
    expect(parts.replaceAll(/[0-9]/gu, '')).not.toMatch(/\p{Nd}/u);
  });
});
