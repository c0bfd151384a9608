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
