/** The mechanisms that keep the invariants. A negative control takes one away. */
export interface Rules {
  /** An outcome counts only under the fence it was claimed with. */
  readonly fence: boolean;
  /** An outcome is written over `sending` and `unsure` only. */
  readonly guard: boolean;
  /** A lease that ran out is unsure. */
  readonly lease: 'unsure' | 'pending';
  /** An issue supersedes what older versions have not sent to the same targets. */
  readonly supersede: boolean;
  /** A newer version ends what of older audiences is to come to its targets. */
  readonly endCovered: boolean;
  /** A claim supersedes what a newer version goes to whose audience is still to come. */
  readonly supersedeDue: boolean;
  /** What comes back after a newer version was issued is superseded. */
  readonly supersedeReturned: boolean;
  /** A newer version waits for the older call in flight. */
  readonly inFlight: boolean;
  /** A clock behind the database holds everything. */
  readonly holdForClock: boolean;
  /** What is claimed and has not left when a newer version is issued goes back. */
  readonly recall: boolean;
  /** An officer's retry of what a newer version took over is refused. */
  readonly overtaken: boolean;
  /** The call is committed with the claim, before its first byte. */
  readonly commitFirst: boolean;
  /** A repeat of a whole call keeps its key. */
  readonly keepKey: boolean;
  /** Unsure deliveries are resolved, sent again or held. */
  readonly policy: boolean;
  /** A provider that says nothing is not asked for ever. */
  readonly bound: boolean;
  /** A look at the unsure takes whole calls, so that a repeat is the same call. */
  readonly wholeCalls: boolean;
  /** Expiry is looked at right before the send. */
  readonly expiry: boolean;
  /** A call that could outlast its lease is not sent. */
  readonly late: boolean;
  /** A call without an answer is unsure. */
  readonly silence: 'unsure' | 'retry';
  /** A process that ends in order gives back what it claimed. */
  readonly giveBack: boolean;
}

export const allRules: Rules = {
  fence: true,
  guard: true,
  lease: 'unsure',
  supersede: true,
  endCovered: true,
  supersedeDue: true,
  supersedeReturned: true,
  inFlight: true,
  holdForClock: true,
  recall: true,
  overtaken: true,
  commitFirst: true,
  keepKey: true,
  policy: true,
  bound: true,
  wholeCalls: true,
  expiry: true,
  late: true,
  silence: 'unsure',
  giveBack: true,
};
