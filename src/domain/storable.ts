import type { Next } from './delivery.js';

const longestText = 1_000;
/** The last time that a `Date` can hold. Milliseconds UTC. */
const lastTime = 8.64e15;

/** Controls, and halves of characters: a database may refuse them, and no reference or status has them. */

const unprintable = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u;

const printable = (text: string): string =>
  text.length <= longestText && !unprintable.test(text)
    ? text
    : text.replaceAll(new RegExp(unprintable, 'gu'), '').slice(0, longestText).toWellFormed();

const time = (at: number): number => Math.min(lastTime, Math.max(0, Math.round(at)));

/**
 * What a provider made of a delivery, in words and times that every database takes (invariant Poison): a provider's
 * reference, code or date is its own, and nobody looked at it before. A time that is none is left out: due as before.
 */
export function storable<Heard extends Next>(heard: Heard): Heard {
  const { ref, dueAt, fault } = heard;
  const isClean =
    (ref === undefined || printable(ref) === ref) &&
    (dueAt === undefined || time(dueAt) === dueAt) &&
    (fault?.detail === undefined || printable(fault.detail) === fault.detail);
  if (isClean) return heard;
  const { dueAt: _, ...rest } = heard;
  return {
    ...rest,
    ...(dueAt !== undefined && !Number.isNaN(dueAt) && { dueAt: time(dueAt) }),
    ...(ref !== undefined && { ref: printable(ref) }),
    ...(fault?.detail !== undefined && { fault: { ...fault, detail: printable(fault.detail) } }),
  } as Heard;
}
