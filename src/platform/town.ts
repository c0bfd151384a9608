import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { Town } from '../domain/town.js';
import { ConfigError } from './config-error.js';
import { manualFaults, manualPostsOf } from './manual-posts.js';
import * as schema from './town.schema.js';

/** A town with its siren table, by the names that kinds of message use (`evacuation`, `emergency`). */
export type ConfiguredTown = Town & { readonly sirens: Readonly<Record<string, schema.SirenPattern>> };

/**
 * Reads `<configDir>/towns/<townId>/`. Throws a ConfigError that lists every fault at once, by file and path and
 * never by value: unreadable files, wrong shapes, districts that don't exist, codes used twice.
 */
export function loadTown(configDir: string, townId: string): ConfiguredTown {
  const folder = join(configDir, 'towns', townId);
  const faults: string[] = [];
  const yaml = <S extends z.ZodType>(file: string, shape: S) =>
    checked(file, shape, () => parse(readFileSync(join(folder, file), 'utf8')) as unknown, faults);
  const optional = <S extends z.ZodType>(file: string, shape: S, otherwise: z.output<S>) =>
    existsSync(join(folder, file)) ? yaml(file, shape) : otherwise;
  const table = <S extends z.ZodType>(file: string, shape: S) =>
    checked(file, shape.array(), () => readTable(join(folder, file)), faults);
  const files = {
    town: yaml('town.yaml', schema.townFile),
    districts: table('districts.tsv', schema.districtRow),
    areas: yaml('areas.yaml', schema.areasFile),
    shelters: table('shelters.tsv', schema.shelterRow),
    stations: yaml('stations.yaml', schema.stationsFile),
    proposals: yaml('proposals.yaml', schema.proposalsFile),
    population: yaml('population.yaml', schema.populationFile),
    sirens: yaml('sirens.yaml', schema.sirensFile),
    manual: optional('manual.yaml', schema.manualFile, { posts: [] }),
    radioDesk: optional('radio-desk.yaml', schema.radioDeskFile, { steps: [], invented: false }),
    duties: optional('duties.yaml', schema.dutiesFile, { duties: [] }),
  };
  if (!isComplete(files)) throw new ConfigError(faults);
  const town = assemble(files);
  faults.push(...(town.id === townId ? [] : ['town.yaml: id differs from the name of its folder']));
  faults.push(...crossFaults(town), ...manualFaults(files.manual, town));
  if (faults.length > 0) throw new ConfigError(faults);
  return town;
}

/** The town's boundary as GeoJSON, for maps; null where the town has none. */
export function loadBoundary(configDir: string, townId: string): unknown {
  const path = join(configDir, 'towns', townId, 'boundary.geojson');
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(['boundary.geojson: cannot be read as JSON']);
  }
}

function checked<S extends z.ZodType>(
  file: string,
  shape: S,
  read: () => unknown,
  faults: string[],
): z.output<S> | null {
  let raw: unknown;
  try {
    raw = read();
  } catch {
    faults.push(`${file}: cannot be read`);
    return null;
  }
  const result = shape.safeParse(raw);
  if (result.success) return result.data;
  faults.push(...result.error.issues.map((issue) => `${[file, ...issue.path].join('.')}: ${fault(issue)}`));
  return null;
}

const fault = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys'
    ? `unknown key ${issue.keys.join(', ')}`
    : issue.code.replaceAll('_', ' ');

/** Tab-separated rows under a line of headings. */
function readTable(path: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').split(/\r?\n/);
  const keys = head.split('\t');
  return lines
    .filter((line) => line !== '')
    .map((line) => Object.fromEntries(line.split('\t').map((cell, column) => [keys[column] ?? '', cell])));
}

interface Files {
  readonly town: z.output<typeof schema.townFile>;
  readonly districts: readonly z.output<typeof schema.districtRow>[];
  readonly areas: z.output<typeof schema.areasFile>;
  readonly shelters: readonly z.output<typeof schema.shelterRow>[];
  readonly stations: z.output<typeof schema.stationsFile>;
  readonly proposals: z.output<typeof schema.proposalsFile>;
  readonly population: z.output<typeof schema.populationFile>;
  readonly sirens: z.output<typeof schema.sirensFile>;
  readonly manual: z.output<typeof schema.manualFile>;
  readonly radioDesk: z.output<typeof schema.radioDeskFile>;
  readonly duties: z.output<typeof schema.dutiesFile>;
}

const isComplete = (files: { readonly [K in keyof Files]: Files[K] | null }): files is Files =>
  Object.values(files).every((file) => file !== null);

function assemble(files: Files): ConfiguredTown {
  return {
    ...files.town,
    districts: files.districts.map(({ code, name, kana, romaji, lat, lng, ...base }) => ({
      code,
      name: { ja: name, kana, romaji },
      base: { ja: base.base, kana: base.base_kana, romaji: base.base_romaji },
      point: { lat, lng },
    })),
    areas: files.areas.areas,
    hazardDistricts: files.areas.hazardDistricts,
    shelters: files.shelters.map(({ id, name, kana, romaji, address, lat, lng, hazards, type, ...more }) => ({
      ...{ id, name: { ja: name, kana, romaji }, address, point: { lat, lng }, hazards, type },
      ...(more.accepts ? { accepts: more.accepts } : {}),
      ...(more.capacity ? { capacity: Number(more.capacity) } : {}),
    })),
    stations: files.stations.stations.map(({ lat, lng, ...station }) => ({
      ...station,
      point: { lat, lng },
    })),
    manualPosts: manualPostsOf(files.manual, files.areas.areas),
    radioDesk: files.radioDesk,
    duties: files.duties.duties,
    proposals: files.proposals.rules,
    population: files.population.people,
    sirens: files.sirens.sirens,
  };
}

function crossFaults(town: ConfiguredTown): readonly string[] {
  const known = new Set(town.districts.map((district) => district.code));
  const strangers = (path: string, codes: readonly string[]) =>
    codes.some((code) => !known.has(code)) ? [`${path}: names a district that districts.tsv lacks`] : [];
  const repeated = (path: string, ids: readonly string[]) =>
    new Set(ids).size < ids.length ? [`${path}: a code is used twice`] : [];
  const heard = new Set(town.stations.flatMap((station) => station.districts));
  return [
    ...repeated('districts.tsv', [...town.districts.map((district) => district.code)]),
    ...repeated('areas.yaml.areas', [...town.areas.map((area) => area.code)]),
    ...repeated('duties.yaml.duties', [...town.duties.map((duty) => duty.id)]),
    ...repeated('shelters.tsv', [...town.shelters.map((shelter) => shelter.id)]),
    ...repeated('stations.yaml.stations', [...town.stations.map((station) => station.id)]),
    ...town.areas.flatMap((area, index) => strangers(`areas.yaml.areas.${index}.districts`, area.districts)),
    ...town.stations.flatMap((each, index) =>
      strangers(`stations.yaml.stations.${index}.districts`, each.districts),
    ),
    ...Object.entries(town.hazardDistricts).flatMap(([hazard, codes]) =>
      strangers(`areas.yaml.hazardDistricts.${hazard}`, codes),
    ),
    ...strangers('population.yaml.people', Object.keys(town.population)),
    ...town.districts
      .filter((district) => !heard.has(district.code))
      .map((district) => `stations.yaml: no station is heard in ${district.code}`),
  ];
}
