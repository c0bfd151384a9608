import { expect, test } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { createLogger } from './logger.js';

test('a failed statement is logged without what it was asked with', () => {
  const lines: string[] = [];
  const logger = createLogger('error', { write: (line) => void lines.push(line) });
  const why = Object.assign(new Error('duplicate key'), {
    detail: 'Key (target)=(+819012345678) already exists.',
  });
  logger.error({ err: new QueryFailedError('INSERT …', ['+819012345678'], why) }, 'a bug');
  expect(lines.join()).toContain('duplicate key');
  expect(lines.join()).toContain('INSERT');
  expect(lines.join()).not.toContain('+8190');
});

test('an error that quotes a number, a mail address or a token is logged without them, and stays readable', () => {
  const lines: string[] = [];
  const logger = createLogger('error', { write: (line) => void lines.push(line) });
  const callId = '0190a3f2-7c11-7abc-8def-0123456789ab';
  const said = `21211: +819012345678 and 090-1234-5678 are not valid (call ${callId}, port 5432)`;
  const err = Object.assign(new Error(said), {
    response: '550 5.1.1 <taro@example.jp>: User unknown',
    rejected: ['taro@example.jp'],
    requested: { token: 'dQw4w9WgXcQ:APA91bH_x1-aaaaaaaaaaaaaaaaaaaaaaa' },
  });
  logger.error({ err }, 'a call ended without an answer');
  const text = lines.join();
  for (const secret of ['9012345678', '1234-5678', 'taro', 'APA91bH']) expect(text).not.toContain(secret);
  for (const kept of ['21211', callId, 'port 5432', '550 5.1.1', 'User unknown', 'logger.test.ts'])
    expect(text).toContain(kept);
});
