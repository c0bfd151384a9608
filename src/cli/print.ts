/** Where a command prints. */
export interface Print {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** Resolves when the process is asked to end: Ctrl-C, or SIGTERM from a service manager. */
export const untilAsked = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
