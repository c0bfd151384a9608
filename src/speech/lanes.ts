/** How soon a sentence is needed: for a submission, for an officer who listens, or some day. */
export type Haste = 'now' | 'soon' | 'later';

const order: readonly Haste[] = ['now', 'soon', 'later'];

/** Runs some works at a time; of those that wait, the most urgent first. */
export function lanes(
  atOnce: number,
): <Result>(haste: Haste, work: () => Promise<Result>) => Promise<Result> {
  const waiting: { readonly haste: Haste; readonly begin: () => void }[] = [];
  let running = 0;
  const next = (): void => {
    if (running >= atOnce) return;
    const first = order.map((haste) => waiting.findIndex((one) => one.haste === haste)).find((at) => at >= 0);
    if (first === undefined) return;
    running += 1;
    waiting.splice(first, 1)[0]?.begin();
  };
  return async (haste, work) => {
    await new Promise<void>((resolve) => {
      waiting.push({ haste, begin: resolve });
      next();
    });
    try {
      return await work();
    } finally {
      running -= 1;
      next();
    }
  };
}
