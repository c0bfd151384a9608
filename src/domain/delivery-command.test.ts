import { describe, expect, test } from '@jest/globals';
import { readAddress } from './address.js';
import { deliveryStates } from './delivery.js';
import { refusalToDecide, type DeliveryAct, type DeliveryFacts } from './delivery-command.js';

const officer = { id: 'o', name: 'o', roles: ['approver'] } as const;
const held: DeliveryFacts = {
  state: 'held',
  expiresAt: 10,
  overtaken: null,
  personal: true,
  rerouted: false,
};
const codeOf = (
  more: Partial<DeliveryFacts>,
  act: DeliveryAct,
  now = 1,
  by: typeof officer | { roles: [] } = officer,
) => refusalToDecide({ ...held, ...more }, act, { ...officer, ...by }, now)?.refused ?? null;

describe('what a person may decide about a delivery', () => {
  test.each<[DeliveryAct, readonly string[]]>([
    ['retry', ['refused', 'held']],
    ['reroute', ['refused', 'unsure', 'held']],
    ['give-up', ['held']],
  ])('%s is open from %j only', (act, open) => {
    for (const state of deliveryStates)
      expect([state, codeOf({ state }, act)]).toEqual([
        state,
        open.includes(state) ? null : 'delivery.not-waiting',
      ]);
  });

  test('what is too late or overtaken can only be given up', () => {
    for (const [more, now, code] of [
      [{}, 10, 'delivery.expired'],
      [{ overtaken: 'overtaken' }, 1, 'delivery.overtaken'],
      [{ overtaken: 'cancelled' }, 1, 'delivery.cancelled'],
    ] as const) {
      expect(codeOf(more, 'retry', now)).toBe(code);
      expect(codeOf(more, 'reroute', now)).toBe(code);
      expect(codeOf(more, 'give-up', now)).toBeNull();
    }
  });

  test('a station has no other address; what was rerouted is over; a reader decides nothing', () => {
    expect(codeOf({ personal: false }, 'reroute')).toBe('reroute.not-personal');
    expect(codeOf({ state: 'refused', rerouted: true }, 'retry')).toBe('delivery.rerouted');
    expect(codeOf({}, 'retry', 1, { roles: [] })).toBe('officer.not-on-duty');
  });
});

describe('an address as an officer types it', () => {
  test.each([
    ['sms', '090-1234-5678', '+819012345678'],
    ['sms', '０８０　１２３４　５６７８', '+818012345678'],
    ['sms', '090ー1234ー5678', '+819012345678'],
    ['sms', '+84 91 234 5678', '+84912345678'],
    ['voice', '(070)12345678', '+817012345678'],
    ['push', 'drill-000001-1-abc', 'drill-000001-1-abc'],
    ['mail', 'taro@example.jp', 'taro@example.jp'],
  ] as const)('%s %s is %s', (channel, typed, address) => expect(readAddress(channel, typed)).toBe(address));

  test.each([
    ['sms', '0493-12-3456'],
    ['sms', '+0901234567'],
    ['sms', '819012345678'],
    ['sms', '+8190123456789012'],
    ['sms', 'たろう'],
    ['sms', ''],
    ['push', 'two words'],
    ['push', 'topic:hatoyama-ja'],
    ['mail', 'taro@'],
    ['mail', 'a@b.jp, c@d.jp'],
  ] as const)('%s %s is none', (channel, typed) =>
    expect(readAddress(channel, typed)).toEqual({ refused: 'reroute.bad-address', vars: { channel } }),
  );

  test('of a station or an account nobody types', () =>
    expect(readAddress('radio', 'st-01')).toMatchObject({ refused: 'reroute.not-typed' }));
});
