/** Where a command prints. */
export interface Print {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/**
 * Resolves when the process is asked to end: Ctrl-C, SIGTERM from a service manager, or, `withParent`, when the process
 * that holds its standard input is gone, however it went.
 */
export const untilAsked = (withParent = false): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      // An open standard input would keep the process alive after everything else has closed.
      if (withParent) process.stdin.destroy();
      resolve();
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    if (withParent) process.stdin.once('end', end).resume();
  });
