/**
 * 警戒レベル (相当) of a kind code within its telegram family. Codes collide across families (10 and 20 mean
 * something else in VXKO), so the family counts. Rows of the scheme in force since 2026-05-29; 33, 39 and 38 are
 * from public code tables and not yet seen in a telegram. VXWW50 警戒 (3) is the level-4 landslide warning.
 *
 * VPWW53/54, the scheme before, carry no number: for drills and replays of history they are read as the 2026 row
 * of the same code; 洪水警報 04 and 洪水注意報 18, abolished in 2026, as the level 3 and 2 相当 of the 2021 guideline.
 */
type Levels = Readonly<Record<string, number>>;

const rain: Levels = { 10: 2, '03': 3, 43: 4, 33: 5 };
const landslide: Levels = { 29: 2, '09': 3, 49: 4, 39: 5 };
const stormSurge: Levels = { 19: 2, '08': 3, 48: 4, 38: 5 };
const before2026: Levels = { ...rain, ...stormSurge, 18: 2, '04': 3 };

const levels: Readonly<Record<string, Levels>> = {
  VPWW53: before2026,
  VPWW54: before2026,
  VPWW55: rain,
  VPWW56: landslide,
  VPWW57: stormSurge,
  VXWW50: { 3: 4 },
};

/** The level, or undefined where the code has none; a number in the name (「レベル４…」) counts for a code we lack. */
export function levelOf(family: string, code: string, name: string): number | undefined {
  const table = levels[family];
  if (table && Object.hasOwn(table, code)) return table[code];
  const named = /^レベル([1-5])/.exec(name.normalize('NFKC'))?.[1];
  return named === undefined ? undefined : Number(named);
}
