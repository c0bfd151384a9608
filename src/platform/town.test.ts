import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { searchPlaces } from '../domain/place-search.js';
import type { Point } from '../domain/town.js';
import { ConfigError } from './config-error.js';
import { loadBoundary, loadTown } from './town.js';

interface Boundary {
  readonly features: readonly {
    readonly geometry: { readonly coordinates: readonly (readonly (readonly number[])[])[][] };
  }[];
}

/** Even-odd rule over the outer ring of every polygon. */
function isInside({ lat, lng }: Point, boundary: Boundary): boolean {
  const rings = boundary.features.flatMap((feature) =>
    feature.geometry.coordinates.map((polygon) => polygon[0] ?? []),
  );
  return rings.some((ring) => {
    const crossings = ring.filter(([x1 = 0, y1 = 0], index) => {
      const [x2 = 0, y2 = 0] = ring[(index + 1) % ring.length] ?? [];
      return y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1;
    });
    return crossings.length % 2 === 1;
  });
}

describe('every town under config/towns', () => {
  const towns = readdirSync('config/towns');
  test.each(towns)('%s loads, and all its points lie inside its boundary', (id) => {
    const town = loadTown('config', id);
    const boundary = loadBoundary('config', id) as Boundary;
    for (const { point } of [...town.districts, ...town.shelters, ...town.stations]) {
      expect([point, isInside(point, boundary)]).toEqual([point, true]);
    }
    expect(Object.keys(town.population).toSorted()).toEqual(
      town.districts.map(({ code }) => code).toSorted(),
    );
    expect(town.sirens['evacuation']).toBeDefined();
  });
});

describe('Hatoyama', () => {
  const town = loadTown('config', 'hatoyama');

  test('has its 25 districts, 35 shelters and about 13,000 people', () => {
    expect(town.districts).toHaveLength(25);
    expect(town.shelters).toHaveLength(35);
    expect(town.shelters.filter(({ type }) => type === 'emergency')).toHaveLength(15);
    expect(town.shelters.filter(({ type }) => type === 'welfare')).toHaveLength(5);
    expect(Object.values(town.population).reduce((sum, people) => sum + people, 0)).toBe(13_000);
    expect(town).toMatchObject({
      cityCode: '1134800',
      localGovernmentCode: '113484',
      relistenPhone: '0800-800-0799',
    });
  });

  test('knows how its difficult names are read', () => {
    const kana = (code: string) => town.districts.find((district) => district.code === code)?.name.kana;
    expect(['mamedo', 'izui', 'hatogaoka-4', 'kaedegaoka-1'].map(kana)).toEqual([
      ...['まめど', 'いずい', 'はとがおかよんちょうめ', 'かえでがおかいっちょうめ'],
    ]);
  });

  test('石坂分館 is no shelter from earthquakes', () => {
    const annex = searchPlaces(town.shelters, '石坂分館').find(({ type }) => type === 'emergency');
    expect(annex?.hazards).not.toContain('earthquake');
    expect(annex?.hazards).toContain('landslide');
  });

  test('marks what was invented, and preselects nothing where the town gave no list', () => {
    expect([...town.areas, ...town.stations].every(({ invented }) => invented)).toBe(true);
    expect(town.hazardDistricts['inland-flood']).toBeUndefined();
  });

  test('finds 松ヶ丘 however its ヶ is written', () => {
    for (const typed of ['松ヶ丘', '松ケ丘', '松が丘', 'matsugaoka']) {
      expect(searchPlaces(town.districts, typed).map(({ code }) => code)).toEqual([
        ...['matsugaoka-1', 'matsugaoka-2', 'matsugaoka-3', 'matsugaoka-4'],
      ]);
    }
  });
});

describe('a faulty town is refused with all its faults at once', () => {
  let configDir = '';
  const edit = (file: string, from: string, to: string) => {
    const path = join(configDir, 'towns', 'hatoyama', file);
    const before = readFileSync(path, 'utf8');
    expect(before).toContain(from);
    writeFileSync(path, before.replace(from, to));
  };
  const faults = (): readonly string[] => {
    try {
      loadTown(configDir, 'hatoyama');
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
    return [];
  };
  beforeEach(() => {
    configDir = mkdtempSync(join(tmpdir(), 'todoku-town-'));
    cpSync('config/towns/hatoyama', join(configDir, 'towns', 'hatoyama'), { recursive: true });
  });
  afterEach(() => rmSync(configDir, { recursive: true }));

  test('wrong shapes, by file and path, never by value', () => {
    edit('town.yaml', "cityCode: '1134800'", 'cityCode: 1134800');
    edit('town.yaml', 'phone: 049-296-1214', 'phone: secret');
    edit('districts.tsv', '36.003488', '136.003488');
    edit('proposals.yaml', "codes: ['09']", 'codes: [09]');
    edit('stations.yaml', 'invented: true', 'invented: maybe');
    rmSync(join(configDir, 'towns', 'hatoyama', 'areas.yaml'));
    const found = faults().join('\n');
    expect(faults()).toHaveLength(6);
    for (const path of [
      'town.yaml.cityCode',
      'town.yaml.phone',
      'districts.tsv.0.lat',
      'areas.yaml',
      'proposals.yaml.rules.3.codes.0',
      'stations.yaml.stations.0.invented',
    ])
      expect(found).toContain(path);
    expect(found).not.toContain('secret');
  });

  test('districts that do not exist, codes used twice, a district that nobody hears', () => {
    edit('areas.yaml', 'landslide: [ohashi', 'landslide: [atlantis');
    edit('areas.yaml', 'code: association-ohashi', 'code: association-okuda');
    edit('population.yaml', '  okuda: 520', '  okudo: 520');
    edit('stations.yaml', 'districts: [okuda]', 'districts: [ohashi]');
    expect(faults()).toEqual([
      'areas.yaml.areas: a code is used twice',
      'areas.yaml.hazardDistricts.landslide: names a district that districts.tsv lacks',
      'population.yaml.people: names a district that districts.tsv lacks',
      'stations.yaml: no station is heard in okuda',
      'manual.yaml.posts.2.areas: names an area that areas.yaml lacks',
    ]);
  });

  test('manual posts: a form for nothing, calls to nobody, districts and areas that do not exist, codes used twice', () => {
    edit('manual.yaml', 'districts: [koyo]', 'districts: [atlantis]');
    edit('manual.yaml', '- id: seishin-gakuen', '- id: nishiyamaso');
    edit('manual.yaml', '- id: car-2', '- id: car-1');
    expect(faults()).toEqual([
      'manual.yaml.posts: a code is used twice',
      'manual.yaml.posts.7.stops: a code is used twice',
      'manual.yaml.posts.7.stops.0.districts: names a district that districts.tsv lacks',
    ]);
    edit('manual.yaml', '    form: l-alert\n', '');
    edit('manual.yaml', '    areas: { type: association }\n', '    phone: secret\n');
    const found = faults().join('\n');
    expect(found).toContain('manual.yaml.posts.0.form');
    expect(found).toContain('manual.yaml.posts.6: unknown key phone');
    expect(found).not.toContain('secret');
  });

  test('a town without manual posts has none', () => {
    rmSync(join(configDir, 'towns', 'hatoyama', 'manual.yaml'));
    expect(loadTown(configDir, 'hatoyama').manualPosts).toEqual([]);
  });

  test('a town that is not there', () => {
    expect(() => loadTown(configDir, 'nowhere')).toThrow(ConfigError);
    expect(loadBoundary(configDir, 'nowhere')).toBeNull();
  });

  test('a boundary that is no JSON', () => {
    edit('boundary.geojson', '{', '');
    expect(() => loadBoundary(configDir, 'hatoyama')).toThrow(ConfigError);
  });
});
