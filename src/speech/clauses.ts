import { moraeOf } from './sounds.js';

/** A part of a sentence, up to and with its comma. */
export interface Clause {
  readonly text: string;
  readonly reading: string | null;
}

/**
 * Morae that are given to the engine at once. Open JTalk 1.11 drops what exceeds its buffer without a word (about 340 kana;
 * measured 2026-11), so that a list of all shelters must not be one call.
 */
const most = 120;

const parted = (text: string): readonly string[] => text.split(/(?<=、)/u).filter((part) => part !== '');

/** A sentence as few clauses, each short enough to be said whole. One without commas stays as it is. */
export function clausesOf(text: string, reading: string | null): readonly Clause[] {
  const texts = parted(text);
  const readings = reading === null ? null : parted(reading);
  // Commas that the reading lacks: the two can only be told apart as a whole.
  if (readings !== null && readings.length !== texts.length) return [{ text, reading }];
  const clauses: Clause[] = [];
  for (const [at, part] of texts.entries()) {
    const next: Clause = { text: part, reading: readings?.[at] ?? null };
    const last = clauses.at(-1);
    if (last !== undefined && lengthOf(last) + lengthOf(next) <= most)
      clauses[clauses.length - 1] = together(last, next);
    else clauses.push(next);
  }
  return clauses;
}

const lengthOf = ({ text, reading }: Clause): number =>
  reading === null ? text.length * 2 : moraeOf(reading).length;

const together = (a: Clause, b: Clause): Clause => ({
  text: a.text + b.text,
  reading: a.reading === null || b.reading === null ? null : a.reading + b.reading,
});
