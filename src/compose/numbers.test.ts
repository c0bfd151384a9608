import { describe, expect, test } from '@jest/globals';
import { cardinal, dayReading, hourReading, minuteReading, monthReading, phoneReading } from './numbers.js';

describe('Japanese number readings', () => {
  test.each([
    [0, 'ぜろ'],
    [1, 'いち'],
    [10, 'じゅう'],
    [14, 'じゅうよん'],
    [22, 'にじゅうに'],
    [100, 'ひゃく'],
    [300, 'さんびゃく'],
    [608, 'ろっぴゃくはち'],
    [1000, 'せん'],
    [8300, 'はっせんさんびゃく'],
  ])('%i is read %s', (number, reading) => expect(cardinal(number)).toBe(reading));

  test.each([
    [0, 'れいじ'],
    [3, 'さんじ'],
    [4, 'よじ'],
    [7, 'しちじ'],
    [9, 'くじ'],
    [10, 'じゅうじ'],
    [14, 'じゅうよじ'],
    [17, 'じゅうしちじ'],
    [19, 'じゅうくじ'],
    [20, 'にじゅうじ'],
    [22, 'にじゅうにじ'],
  ])('%i o’clock is %s', (hour, reading) => expect(hourReading(hour)).toBe(reading));

  test.each([
    [1, 'いっぷん'],
    [2, 'にふん'],
    [3, 'さんぷん'],
    [4, 'よんぷん'],
    [5, 'ごふん'],
    [6, 'ろっぷん'],
    [7, 'ななふん'],
    [8, 'はっぷん'],
    [9, 'きゅうふん'],
    [10, 'じゅっぷん'],
    [20, 'にじゅっぷん'],
    [21, 'にじゅういっぷん'],
    [35, 'さんじゅうごふん'],
    [50, 'ごじゅっぷん'],
    [58, 'ごじゅうはっぷん'],
  ])('%i minutes is %s', (minute, reading) => expect(minuteReading(minute)).toBe(reading));

  test.each([
    [1, 'ついたち'],
    [4, 'よっか'],
    [8, 'ようか'],
    [10, 'とおか'],
    [11, 'じゅういちにち'],
    [14, 'じゅうよっか'],
    [19, 'じゅうくにち'],
    [20, 'はつか'],
    [21, 'にじゅういちにち'],
    [24, 'にじゅうよっか'],
    [31, 'さんじゅういちにち'],
  ])('day %i is %s', (day, reading) => expect(dayReading(day)).toBe(reading));

  test.each([
    [1, 'いちがつ'],
    [4, 'しがつ'],
    [7, 'しちがつ'],
    [9, 'くがつ'],
    [12, 'じゅうにがつ'],
  ])('month %i is %s', (month, reading) => expect(monthReading(month)).toBe(reading));

  test('a telephone number is read digit by digit', () =>
    expect(phoneReading('0800-19')).toBe('ぜろはちぜろぜろの、いちきゅう'));
});
