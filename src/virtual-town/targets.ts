import { z } from 'zod';

export const targetStates = [
  'unregistered',
  'bad-number',
  'opted-out',
  'not-mobile',
  'queued',
  'undelivered',
  'busy',
  'no-answer',
  'machine',
  'silent',
  'bounces',
  'greylisted',
  'foreign-sender',
  'no-maker-key',
] as const;
export type TargetState = (typeof targetStates)[number];

/** `PUT /targets`: what is wrong with one token, number, mail address or station; null = nothing any more. */
export const targetSchema = z.strictObject({
  target: z.string().min(1),
  state: z.enum(targetStates).nullable(),
});

export interface Targets {
  set(target: string, state: TargetState | null): void;
  of(target: string): TargetState | null;
}

/** Twilio's own magic numbers for tests (documentation of test credentials, 2026). */
const magic: ReadonlyMap<string, TargetState> = new Map([
  ['+15005550001', 'bad-number'],
  ['+15005550004', 'opted-out'],
  ['+15005550009', 'not-mobile'],
]);

/** Dead tokens, numbers that opted out, stations that stay silent. A token that begins with `dead-` is unregistered. */
export function createTargets(): Targets {
  const known = new Map<string, TargetState>(magic);
  return {
    set: (target, state) => void (state === null ? known.delete(target) : known.set(target, state)),
    of: (target) => known.get(target) ?? (target.startsWith('dead-') ? 'unregistered' : null),
  };
}
