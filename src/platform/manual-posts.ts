import type { z } from 'zod';
import type { Area, ManualPost, ManualPostStop, Town } from '../domain/town.js';
import type { manualFile } from './town.schema.js';

type File = z.output<typeof manualFile>;
type Post = File['posts'][number];

const areasOf = ({ areas }: Post, all: readonly Area[]): readonly Area[] => {
  if (areas === undefined) return [];
  if ('type' in areas) return all.filter(({ type }) => type === areas.type);
  return areas.flatMap((code) => all.filter((area) => area.code === code));
};

const asStop = ({ code, name, districts }: Area): ManualPostStop => ({ id: code, name, districts });

/** The posts of `manual.yaml`, areas written out as stops. */
export const manualPostsOf = ({ posts }: File, areas: readonly Area[]): readonly ManualPost[] =>
  posts.map(({ areas: named, stops = [], ...post }) => ({
    ...post,
    stops: [...areasOf({ areas: named, ...post } as Post, areas).map(asStop), ...stops],
  }));

/** What `manual.yaml` gets wrong about the rest of the town, by path and never by value. */
export function manualFaults({ posts }: File, town: Town): readonly string[] {
  const districts = new Set(town.districts.map(({ code }) => code));
  const areas = new Set(town.areas.map(({ code }) => code));
  const ids = posts.map(({ id }) => id);
  return [
    ...(new Set(ids).size < ids.length ? ['manual.yaml.posts: a code is used twice'] : []),
    ...posts.flatMap(({ areas: named, stops = [] }, index) => {
      const path = `manual.yaml.posts.${index}`;
      const made = [...(Array.isArray(named) ? named : []), ...stops.map(({ id }) => id)];
      return [
        ...(Array.isArray(named) && named.some((code) => !areas.has(code))
          ? [`${path}.areas: names an area that areas.yaml lacks`]
          : []),
        ...(new Set(made).size < made.length ? [`${path}.stops: a code is used twice`] : []),
        ...stops.flatMap((stop, at) =>
          stop.districts.some((code) => !districts.has(code))
            ? [`${path}.stops.${at}.districts: names a district that districts.tsv lacks`]
            : [],
        ),
      ];
    }),
  ];
}
