/** Counts the calls under way on a connection that another may replace. */
export interface CallsUnderWay {
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Another has taken its place: it is closed at once where nothing is under way, else by the last call. */
  retire(): void;
}

export function callsUnderWay(close: () => void): CallsUnderWay {
  let calls = 0;
  let retired = false;
  const closeIfIdle = (): void => {
    if (retired && calls === 0) close();
  };
  return {
    async during(work) {
      calls += 1;
      try {
        return await work();
      } finally {
        calls -= 1;
        closeIfIdle();
      }
    },
    retire() {
      retired = true;
      closeIfIdle();
    },
  };
}
