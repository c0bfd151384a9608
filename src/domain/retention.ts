/**
 * How long personal data is kept, in days. What is counted (versions, channels, states, languages, districts) and the
 * headquarters log itself have no end; see docs/privacy.md for what each rule erases and why it is as long as it is.
 */
export interface RetentionRule {
  /** Numbers, tokens, address ids and provider references of an alert's deliveries, after the alert's last word ended. */
  readonly deliveries: number;
  /** Names and numbers beside entries of the headquarters log. */
  readonly logPersonal: number;
  /** The bytes of telegrams as they came; what was read from them stays. */
  readonly telegrams: number;
  /** Sessions of officers, after they ended. */
  readonly sessions: number;
  /** Answers kept by Idempotency-Key. */
  readonly answers: number;
}

/** What a rule erases, each with the table's own count. */
export const retained = ['deliveries', 'logPersonal', 'telegrams', 'sessions', 'answers'] as const;
export type Retained = (typeof retained)[number];
export type RetentionCounts = Readonly<Record<Retained, number>>;

export const day = 24 * 60 * 60_000;

/**
 * A district's order can come back into force by the cancel of what replaced it, and a cancel must find its addresses.
 * Nothing is erased of an alert whose districts and hazards saw a change within this time. Milliseconds.
 */
export const quietBeforeErasure = 24 * 60 * 60_000;
