import { z } from 'zod';
import { hazards } from '../domain/hazard.js';
import { languages } from '../domain/language.js';
import { proposalReasons } from '../domain/proposal.js';

/** Shapes of the files under `config/towns/<town>/`; how to write them: `docs/adding-a-town.md`. */
const placeName = z.strictObject({
  ja: z.string().min(1),
  kana: z.string().min(1),
  romaji: z.string().min(1),
});
const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const latitude = z.coerce.number().min(20).max(46);
const longitude = z.coerce.number().min(122).max(154);
const hazard = z.enum(hazards);

export const townFile = z.strictObject({
  id: code,
  name: placeName,
  radioName: placeName,
  prefecture: placeName,
  cityCode: z.string().regex(/^\d{7}$/),
  localGovernmentCode: z.string().regex(/^\d{6}$/),
  timeZone: z.string().refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone)),
  phone: z.string().regex(/^0[\d-]+$/),
  relistenPhone: z.string().regex(/^0[\d-]+$/),
  website: z.url(),
  pushTopic: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .exactOptional(),
  languages: z.array(z.enum(languages)).min(1),
  languageOrder: z.strictObject({
    radio: z.array(z.enum(languages)),
    posts: z.array(z.array(z.enum(languages)).min(1)),
    cellBroadcast: z.array(z.enum(languages)),
  }),
  features: z.array(
    z.strictObject({
      code,
      type: z.enum(['river', 'prefectural-road', 'national-road']),
      name: placeName,
      base: placeName,
    }),
  ),
});

export const districtRow = z.object({
  code,
  name: z.string().min(1),
  kana: z.string().min(1),
  romaji: z.string().min(1),
  base: z.string().min(1),
  base_kana: z.string().min(1),
  base_romaji: z.string().min(1),
  lat: latitude,
  lng: longitude,
});

export const areasFile = z.strictObject({
  hazardDistricts: z.partialRecord(hazard, z.array(code).min(1)),
  areas: z.array(
    z.strictObject({
      code,
      type: z.enum(['association', 'school', 'brigade', 'hazard-zone']),
      name: placeName,
      districts: z.array(code).min(1),
      households: z.int().nonnegative().nullable(),
      people: z.int().nonnegative().nullable(),
      invented: z.boolean(),
    }),
  ),
});

export const shelterRow = z.object({
  id: z.string().regex(/^E\d{13}$/),
  type: z.enum(['emergency', 'evacuation', 'welfare']),
  name: z.string().min(1),
  kana: z.string().min(1),
  romaji: z.string().min(1),
  address: z.string().min(1),
  lat: latitude,
  lng: longitude,
  hazards: z
    .string()
    .transform((list) => (list === '' ? [] : list.split(',')))
    .pipe(z.array(hazard)),
});

export const stationsFile = z.strictObject({
  stations: z.array(
    z.strictObject({
      id: z.string().min(1),
      name: z.string().min(1),
      lat: latitude,
      lng: longitude,
      districts: z.array(code).min(1),
      invented: z.boolean(),
    }),
  ),
});

export const proposalsFile = z.strictObject({
  rules: z.array(
    z.strictObject({
      telegram: z.array(z.string().regex(/^[A-Z]{4}(\d\d|ii)$/)).min(1),
      codes: z.array(z.string().min(1)).min(1),
      condition: z.string().min(1).exactOptional(),
      when: z.enum(['in-force', 'lifted']),
      kind: code,
      hazard: hazard.nullable(),
      level: z.union([z.literal(3), z.literal(4), z.literal(5)]).nullable(),
      reason: z.enum(proposalReasons).exactOptional(),
    }),
  ),
});

export const populationFile = z.strictObject({
  invented: z.boolean(),
  people: z.record(code, z.int().nonnegative()),
});

/** One siren: seconds on and off, and the number of bursts; null sounds until it is stopped. */
const sirenPattern = z.strictObject({
  onSeconds: z.int().positive(),
  offSeconds: z.int().nonnegative(),
  bursts: z.int().positive().nullable(),
  basis: z.string().min(1),
});
export type SirenPattern = z.infer<typeof sirenPattern>;

export const sirensFile = z.strictObject({ sirens: z.record(code, sirenPattern) });
