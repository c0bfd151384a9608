import i18next from 'i18next';
import { ordersOf } from '../../../src/domain/message.js';
import type { Decision, KindShape, SlotSpec, SlotValue, SlotValues } from '../api/types.js';
import { label } from '../text/labels.js';
import { ordersOfKind } from './orders.js';
import type { Form } from './form.js';

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
const missingSlots = (kind: KindShape, slots: SlotValues): string[] =>
  Object.entries(kind.slots)
    .filter(
      ([name, spec]) =>
        (spec.required && isEmpty(slots[name])) || isOutOfRange(spec, slots[name]) || isHalfDone(spec, slots),
    )
    .map(([name]) => name);

const noDistricts = (form: Form): boolean => form.districts !== 'all' && form.districts.length === 0;
/** What two persons issue has somebody's decision behind it, and the server asks for his name. */
export const needsDecision = (kind: KindShape): boolean => kind.persons === 2;

/** A decision as far as it has been told. */
export interface DecisionSoFar {
  readonly by: string;
  readonly means: Decision['means'] | null;
  readonly at: number | null;
}
export const soFar = (decision: Decision | null): DecisionSoFar => ({
  by: decision?.by ?? '',
  means: decision?.means ?? null,
  at: decision?.at ?? null,
});
/** Nothing is guessed: half a decision is none. */
export const wholeDecision = ({ by, means, at }: DecisionSoFar): Decision | null =>
  by.trim() === '' || means === null ? null : { by, means, ...(at !== null && { at }) };

/** A field that still has to be filled in: its place on the form, and its name there. */
export interface MissingField {
  readonly id: string;
  readonly words: string;
}
export const fieldOf = {
  slot: (name: string): string => `field-slot-${name}`,
  districts: 'field-districts',
  decisionBy: 'field-decision-by',
  decisionMeans: 'field-decision-means',
} as const;

/** Of the message itself, in the form's order. */
export const missingInMessage = (kind: KindShape, form: Form): readonly MissingField[] => [
  ...missingSlots(kind, form.slots).map((name) => ({ id: fieldOf.slot(name), words: label('slot', name) })),
  // The districts of a combined message are its orders', which are asked for above.
  ...(noDistricts(form) && ordersOfKind(kind, form.slots) === null
    ? [{ id: fieldOf.districts, words: i18next.t('district.label') }]
    : []),
];

/** Of the message and of the decision behind it. */
export const missingFields = (
  kind: KindShape,
  form: Form,
  { by, means }: DecisionSoFar = soFar(form.decision),
): readonly MissingField[] => [
  ...missingInMessage(kind, form),
  ...(needsDecision(kind) && by.trim() === ''
    ? [{ id: fieldOf.decisionBy, words: i18next.t('decision.by') }]
    : []),
  ...(needsDecision(kind) && means === null
    ? [{ id: fieldOf.decisionMeans, words: i18next.t('decision.means') }]
    : []),
];

export const namesOf = (fields: readonly MissingField[]): string =>
  fields.map(({ words }) => words).join(' / ');
