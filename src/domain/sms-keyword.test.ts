import { describe, expect, test } from '@jest/globals';
import { smsKeyword } from './sms-keyword.js';

describe('what a resident answers to an SMS', () => {
  test.each([
    ['STOP', 'stop'],
    [' stop. ', 'stop'],
    ['ＳＴＯＰ', 'stop'],
    ['停止', 'stop'],
    ['「配信停止」', 'stop'],
    ['ストップ！', 'stop'],
    ['ｽﾄｯﾌﾟ', 'stop'],
    ['Start', 'start'],
    ['再開', 'start'],
    ['HELP', 'help'],
    ['ヘルプ', 'help'],
  ] as const)('%p asks for %s', (body, keyword) => expect(smsKeyword(body)).toBe(keyword));

  test.each(['', '助けて', '断水は停止しましたか', 'please stop the water', 'helping', '停'])(
    '%p is no keyword: a person reads it',
    (body) => expect(smsKeyword(body)).toBeNull(),
  );
});
