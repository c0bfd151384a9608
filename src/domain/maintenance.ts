/** Somebody works on the system: every way out of the hub is severed (safety R15). */
export interface Maintenance {
  /** Milliseconds UTC. */
  readonly since: number;
  /** The officer who severed them, by name. */
  readonly by: string;
  readonly reason: string;
}
