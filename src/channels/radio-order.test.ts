import { expect, test } from '@jest/globals';
import { testOrder } from '../../test/support/virtual-town.js';
import { radioOrder } from './radio-order.js';

test.each([
  ['a cancel', { intent: 'cancel', kind: 'cancellation' }, 6],
  ['a correction, which is an update', { intent: 'update', kind: 'correction' }, 6],
  ['control: any other update', { intent: 'update', kind: 'evacuation-instruction' }, 4],
] as const)('%s has its place in the gateway’s queue', (_, changes, urgency) => {
  expect(radioOrder(testOrder('radio', changes), true)?.urgency).toBe(urgency);
});
