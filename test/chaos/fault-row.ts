/** One fault, tried so many times: what the table of `npm run chaos` and docs/reliability.md say of it. */
export interface FaultRow {
  readonly fault: string;
  readonly runs: number;
  /** Deliveries that ended nowhere: neither settled nor with a person. */
  readonly lost: number;
  /** Second successes, and second effects that the hub knew nothing of. */
  readonly doubled: number;
  /** How often a delivery became unsure. */
  readonly unsure: number;
  /** Of the deliveries that were ever unsure: settled by themselves, … */
  readonly resolved: number;
  /** … or held for a person under an open task. */
  readonly held: number;
  /** The same with the mechanism broken: `red` when the test saw it, `green` when it is blind. */
  readonly control: 'red' | 'green' | 'none';
  readonly note: string;
}

export interface FaultOptions {
  readonly runs: number;
  readonly seed: number;
}

/** What a file in `faults/` exports. `runs` says how many make a long and a quick round; 20 and 3 unless told. */
export interface FaultModule {
  readonly runs?: { readonly long: number; readonly quick: number };
  run(options: FaultOptions): Promise<FaultRow>;
}
