/** One line of the table that `npm run chaos` prints. */
export interface FaultRow {
  readonly fault: string;
  readonly runs: number;
  /** Acknowledged, and gone. */
  readonly lost: number;
  /** Recorded or effected twice, or done although it was refused. */
  readonly doubled: number;
  readonly unsure: number;
  readonly resolved: number;
  readonly held: number;
  /** `red`: with the mechanism broken the same check fails, as it must. */
  readonly control: 'red' | 'green' | 'none';
  readonly note: string;
}

export interface FaultOptions {
  readonly runs: number;
  readonly seed: number;
}
