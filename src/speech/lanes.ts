/** How soon a sentence is needed: for a submission, for an officer who listens, or some day. */
export type Haste = 'now' | 'soon' | 'later';

const order: readonly Haste[] = ['now', 'soon', 'later'];

interface Waiting {
  readonly haste: Haste;
  begin(): void;
}

/**
 * Runs some works at a time; of those that wait, the most urgent first. What is needed some day takes one lane at most: it
 * is slow, because it steps back behind everything else, and nobody else is to wait behind it.
 */
export function lanes(
  atOnce: number,
): <Result>(haste: Haste, work: () => Promise<Result>) => Promise<Result> {
  const waiting: Waiting[] = [];
  const running = { all: 0, later: 0 };
  const mayBegin = (haste: Haste): boolean => haste !== 'later' || running.later === 0;
  const next = (): void => {
    if (running.all >= atOnce) return;
    const first = order
      .filter(mayBegin)
      .map((haste) => waiting.findIndex((one) => one.haste === haste))
      .find((at) => at >= 0);
    const [found] = first === undefined ? [] : waiting.splice(first, 1);
    if (found === undefined) return;
    running.all += 1;
    if (found.haste === 'later') running.later += 1;
    found.begin();
  };
  return async (haste, work) => {
    await new Promise<void>((resolve) => {
      waiting.push({ haste, begin: resolve });
      next();
    });
    try {
      return await work();
    } finally {
      running.all -= 1;
      if (haste === 'later') running.later -= 1;
      next();
    }
  };
}
