import { describe, expect, test } from '@jest/globals';
import { alarmsIn } from '../../web/console/sounds/alarms.js';

type Seen = Parameters<typeof alarmsIn>[0];
const lapsesAt = 600_000;
const submission = { id: 'v1', status: 'submitted', lapsesAt, submitter: { id: 'author', name: '佐藤' } };

/** The keys of what sounds for one officer; the approver may approve, the author may not. */
const heard = (officer: string, now: number, version: object = submission) => {
  const may = { approve: officer === 'approver' ? null : 'approve.own-submission' };
  const versions = [{ ...version, may }];
  const seen = { alerts: [{ versions }], proposals: [], channels: [], feedSilentSince: null, officer, now };
  return alarmsIn(seen as unknown as Seen).map(({ key }) => key);
};

describe('a submission sounds', () => {
  test('for whoever may approve it, until it lapses', () => {
    expect(heard('approver', 0)).toHaveLength(1);
    expect(heard('approver', lapsesAt - 1)).toHaveLength(1);
    expect(heard('approver', lapsesAt)).toEqual([]);
  });

  test('anew once it was renewed, or returned and handed in again: heard before is not heard now', () => {
    const again = { ...submission, lapsesAt: lapsesAt + 120_000 };
    expect(heard('approver', 0, again)).not.toEqual(heard('approver', 0));
  });

  test('for its submitter from when it has lapsed, whether or not the hub was asked since; anew each time', () => {
    expect(heard('author', lapsesAt - 1)).toEqual([]);
    const first = heard('author', lapsesAt);
    expect(first).toHaveLength(1);
    expect(heard('author', lapsesAt, { ...submission, status: 'lapsed' })).toEqual(first);
    expect(heard('author', 2 * lapsesAt, { ...submission, lapsesAt: lapsesAt + 1 })).not.toEqual(first);
    expect(heard('approver', lapsesAt, { ...submission, status: 'lapsed' })).toEqual([]);
  });

  test('no more once it is a draft again, or out', () => {
    for (const status of ['draft', 'returned', 'issued', 'discarded'])
      expect(heard('author', 2 * lapsesAt, { ...submission, status })).toEqual([]);
  });
});
