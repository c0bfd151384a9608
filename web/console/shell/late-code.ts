/** Milliseconds between two tries to get a screen's code while the hub cannot be reached. */
const again = 2000;

const isThere = (): Promise<boolean> =>
  fetch('/api/v1/session', { signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  );

/**
 * A screen's code, that comes when the line is back. Code that is missing is a version that has gone, for which the router
 * loads the page anew; without a network that would leave no page at all, no alarm and none of the words typed in it.
 */
export const patiently =
  <Code>(load: () => Promise<Code>) =>
  async (): Promise<Code> => {
    for (;;) {
      try {
        return await load();
      } catch (error) {
        if (await isThere()) throw error;
        await new Promise((resolve) => setTimeout(resolve, again));
      }
    }
  };
