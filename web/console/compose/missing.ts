import { ordersOf } from '../../../src/domain/message.js';
import type { KindShape, SlotSpec, SlotValue, SlotValues } from '../api/types.js';
import type { Form } from './use-draft.js';

const isEmpty = (value: SlotValue | undefined): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A number that the message cannot hold; it counts as missing while one types it. */
export const isOutOfRange = (spec: SlotSpec, value: SlotValue | undefined): boolean =>
  spec.type === 'number' &&
  typeof value === 'number' &&
  !(Number.isInteger(value) && value >= (spec.min ?? 0) && value <= (spec.max ?? Infinity));

/** An order of a combined message that has no district yet. */
const isHalfDone = (spec: SlotSpec, slots: SlotValues): boolean =>
  spec.type === 'orders' && ordersOf(slots).some(({ districts }) => districts.length === 0);

/** Required slots that nobody has filled yet, and slots that are filled wrongly. */
export const missingSlots = (kind: KindShape, slots: SlotValues): string[] =>
  Object.entries(kind.slots)
    .filter(
      ([name, spec]) =>
        (spec.required && isEmpty(slots[name])) || isOutOfRange(spec, slots[name]) || isHalfDone(spec, slots),
    )
    .map(([name]) => name);

export const noDistricts = (form: Form): boolean => form.districts !== 'all' && form.districts.length === 0;
/** What two persons issue has somebody's decision behind it, and the server asks for his name. */
export const needsDecision = (kind: KindShape): boolean => kind.persons === 2;
export const noDecision = (kind: KindShape, form: Form): boolean =>
  needsDecision(kind) && (form.decision === null || form.decision.by.trim() === '');
