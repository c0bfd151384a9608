import type { KindShape, SlotValue, SlotValues } from '../api/types.js';
import type { Form } from './use-draft.js';

const isEmpty = (value: SlotValue | undefined): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Required slots that nobody has filled yet. */
export const missingSlots = (kind: KindShape, slots: SlotValues): string[] =>
  Object.entries(kind.slots)
    .filter(([name, spec]) => spec.required && isEmpty(slots[name]))
    .map(([name]) => name);

export const noDistricts = (form: Form): boolean => form.districts !== 'all' && form.districts.length === 0;
/** Orders of a level need a named decision; a notice does not. */
export const needsDecision = (kind: KindShape): boolean => kind.effects !== 'none' && kind.persons === 2;
export const noDecision = (kind: KindShape, form: Form): boolean =>
  needsDecision(kind) && (form.decision === null || form.decision.by.trim() === '');
