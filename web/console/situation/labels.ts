import type { District, Shelter } from '../../../src/domain/town.js';
import type { ShelterShape, SituationShape } from '../api/types.js';

type Here = SituationShape['districts'][number];

/** How the town stands in a district: its order's level (0: an order without a number), just lifted, or nothing. */
export type Standing =
  | { readonly as: 'ordered'; readonly level: number; readonly kind: string }
  | { readonly as: 'lifted' }
  | { readonly as: 'none' };

export const standingOf = (here: Here | undefined): Standing => {
  const top = here?.orders.toSorted((a, b) => b.level - a.level)[0];
  if (top !== undefined) return { as: 'ordered', level: top.level, kind: top.kind };
  return here !== undefined && here.lifted.length > 0 ? { as: 'lifted' } : { as: 'none' };
};

const weight = (standing: Standing): number =>
  standing.as === 'ordered' ? standing.level + 2 : standing.as === 'lifted' ? 1 : 0;

/** One label on the map: 鳩ヶ丘一丁目 to 五丁目 share theirs, which says the highest level among them and of how many. */
export interface MapLabel {
  readonly name: District['base'];
  readonly at: { readonly lat: number; readonly lng: number };
  readonly standing: Standing;
  readonly some: { readonly n: number; readonly of: number } | null;
}

/** The labels, the most pressing first: where two would cover one another the first stays. */
export const labelsOf = (
  districts: readonly District[],
  situation: Pick<SituationShape, 'districts'>,
): readonly MapLabel[] => {
  const here = new Map(situation.districts.map((one) => [one.code, one]));
  const labels = [...Map.groupBy(districts, ({ base }) => base.ja).values()].flatMap((members) => {
    const first = members[0];
    if (first === undefined) return [];
    const standings = members.map(({ code }) => standingOf(here.get(code)));
    const top = standings.toSorted((a, b) => weight(b) - weight(a))[0] ?? { as: 'none' as const };
    const same = standings.filter((one) => weight(one) === weight(top)).length;
    const mean = (pick: (district: District) => number) =>
      members.reduce((sum, one) => sum + pick(one), 0) / members.length;
    return [
      {
        name: first.base,
        at: { lat: mean(({ point }) => point.lat), lng: mean(({ point }) => point.lng) },
        standing: top,
        some: same < members.length ? { n: same, of: members.length } : null,
      },
    ];
  });
  return labels.toSorted((a, b) => weight(b.standing) - weight(a.standing));
};

/** Shelters that are not closed, numbered: the number stands on the map, the name in the list. */
export const toldShelters = (
  shelters: readonly Shelter[],
  situation: Pick<SituationShape, 'shelters'>,
): readonly { readonly n: number; readonly place: Shelter; readonly shelter: ShelterShape }[] =>
  shelters
    .flatMap((place) => {
      const shelter = situation.shelters.find(({ id }) => id === place.id);
      return shelter === undefined || shelter.state === 'closed' ? [] : [{ place, shelter }];
    })
    .map((one, at) => ({ ...one, n: at + 1 }));
