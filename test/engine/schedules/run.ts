import { invariants, type Findings, type Invariant } from './check.js';
import { allRules, type Rules } from './rules.js';
import { play, shrink, tell } from './schedule.js';

/** How often each invariant was broken by the schedules of seeds `from` … `from + count - 1`. */
export interface Tally {
  readonly broken: Readonly<Record<Invariant, number>>;
  /** The first seed that broke anything, with what it did. */
  readonly first: { readonly seed: number; readonly findings: Findings } | null;
}

/** Plays schedules, all of them, or until `enough` says so. */
export function playMany(
  from: number,
  count: number,
  rules: Rules = allRules,
  enough: (findings: Findings) => boolean = () => false,
): Tally {
  const broken = Object.fromEntries(invariants.map((name) => [name, 0])) as Record<Invariant, number>;
  let first: Tally['first'] = null;
  for (let seed = from; seed < from + count; seed++) {
    const findings = play(seed, { rules });
    for (const name of Object.keys(findings) as Invariant[]) {
      broken[name]++;
      first ??= { seed, findings };
    }
    if (enough(findings)) break;
  }
  return { broken, first };
}

/** What a person needs to see of a broken schedule: its seed, what it broke, and the fewest steps that break it too. */
export function explain({ seed, findings }: NonNullable<Tally['first']>, rules: Rules = allRules): string {
  const [invariant] = Object.keys(findings) as Invariant[];
  if (!invariant) return `seed ${seed} breaks nothing`;
  return `seed ${seed}: ${invariant}: ${findings[invariant]}\n${tell(shrink(seed, rules, invariant))}`;
}

/** A mechanism taken away, and the invariant that must be seen broken by it. */
export const mutants: readonly {
  readonly without: string;
  readonly rules: Partial<Rules>;
  readonly breaks: Invariant;
}[] = [
  { without: 'a policy for what is unsure', rules: { policy: false }, breaks: 'NoLoss' },
  { without: 'the call committed before its first byte', rules: { commitFirst: false }, breaks: 'NoPhantom' },
  {
    without: 'fence and state in the outcome’s statement',
    rules: { fence: false, guard: false },
    breaks: 'SingleSuccess',
  },
  { without: 'the same key for a repeated call', rules: { keepKey: false }, breaks: 'OnceEffect' },
  {
    without: 'whole calls in a look at the unsure and in a claim',
    rules: { wholeCalls: false },
    breaks: 'OnceEffect',
  },
  {
    without: 'an end to asking a provider that says nothing',
    rules: { bound: false },
    breaks: 'BoundedUnsure',
  },
  { without: '“unsure” for a lease that ran out', rules: { lease: 'pending' }, breaks: 'BoundedUnsure' },
  { without: '“unsure” for a call without an answer', rules: { silence: 'retry' }, breaks: 'BoundedUnsure' },
  {
    without: 'giving back what was claimed at an orderly end',
    rules: { giveBack: false },
    breaks: 'BoundedUnsure',
  },
  { without: 'the fence', rules: { fence: false }, breaks: 'Fence' },
  { without: 'the look at the lease before a send', rules: { late: false }, breaks: 'Fence' },
  { without: 'the look at the expiry before a send', rules: { expiry: false }, breaks: 'NoStale' },
  { without: 'the hold for a clock behind the database', rules: { holdForClock: false }, breaks: 'NoStale' },
  { without: 'superseding at issue', rules: { supersede: false }, breaks: 'Order' },
  {
    without: 'ending the older audience that is still to come',
    rules: { endCovered: false },
    breaks: 'Order',
  },
  {
    without: 'comparing a claim with the newer audience that is still to come',
    rules: { supersedeDue: false },
    breaks: 'Order',
  },
  { without: 'superseding what comes back', rules: { supersedeReturned: false }, breaks: 'Order' },
  { without: 'waiting for the older call in flight', rules: { inFlight: false }, breaks: 'Order' },
  {
    without: 'recalling what was claimed when a newer version is issued',
    rules: { recall: false },
    breaks: 'Order',
  },
  {
    without: 'refusing an officer’s retry of what was overtaken',
    rules: { overtaken: false },
    breaks: 'Order',
  },
];
