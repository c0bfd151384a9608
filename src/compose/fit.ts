import type { Said } from './bank.js';

/** 1 and 2 say what to do, where and from whom: they are never dropped. */
const lastKept = 2;

/** The index of the sentence to drop next: the least important, of equals the last said; -1 when all must stay. */
export const nextToDrop = (said: readonly Said[]): number => {
  let worst = -1;
  said.forEach(({ priority }, index) => {
    if (priority > lastKept && priority >= (said[worst]?.priority ?? 0)) worst = index;
  });
  return worst;
};

/** Drops whole sentences by priority until the rest fits; null when what must stay does not fit. */
export const fit = (
  said: readonly Said[],
  fits: (said: readonly Said[]) => boolean,
): { readonly kept: readonly Said[]; readonly dropped: readonly string[] } | null => {
  let kept = said;
  const dropped: string[] = [];
  while (!fits(kept)) {
    const index = nextToDrop(kept);
    const sentence = kept[index];
    if (sentence === undefined) return null;
    dropped.push(sentence.id);
    kept = kept.toSpliced(index, 1);
  }
  return { kept, dropped };
};

/** What a short form leaves out of the full one; what to do, where and from whom it says in its own words. */
export const leftOut = (full: readonly Said[], short: readonly Said[]): readonly string[] =>
  full
    .filter((each) => each.priority > lastKept && !short.some(({ id }) => id === each.id))
    .map((each) => each.id);
