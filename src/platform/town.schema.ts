import { z } from 'zod';
import { hazards } from '../domain/hazard.js';
import { dutyMoments, dutyWords } from '../domain/duty.js';
import { languages } from '../domain/language.js';
import { manualPostTypes } from '../domain/manual-post.js';
import { proposalReasons } from '../domain/proposal.js';
import { deskStepConditions, deskStepWords } from '../domain/radio-desk.js';

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

/** '21:00' as minutes after midnight. */
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

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
  /** Hours of the day in which a broadcast that can wait may be left for the morning; absent = the town has none. */
  quietHours: z.strictObject({ from: timeOfDay, until: timeOfDay }).exactOptional(),
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

const areaType = z.enum(['association', 'school', 'brigade', 'hazard-zone']);

export const areasFile = z.strictObject({
  hazardDistricts: z.partialRecord(hazard, z.array(code).min(1)),
  areas: z.array(
    z.strictObject({
      code,
      type: areaType,
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
  accepts: z.string().optional(),
  capacity: z
    .string()
    .regex(/^\d{0,6}$/)
    .optional(),
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

export const manualFile = z.strictObject({
  posts: z
    .array(
      z
        .strictObject({
          id: code,
          type: z.enum(manualPostTypes),
          name: placeName,
          form: z.enum(['l-alert', 'cell-broadcast']).exactOptional(),
          /** Areas of areas.yaml as stops, in this order; or all of a type. */
          areas: z.union([z.array(code).min(1), z.strictObject({ type: areaType })]).exactOptional(),
          stops: z
            .array(
              z.strictObject({
                id: code,
                name: placeName,
                districts: z.array(code).min(1),
                note: z.string().min(1).max(80).exactOptional(),
              }),
            )
            .min(1)
            .exactOptional(),
          invented: z.boolean(),
        })
        .refine(({ type, form }) => (type === 'form') === (form !== undefined), { path: ['form'] })
        .refine(({ type, areas, stops }) => type !== 'calls' || areas !== undefined || stops !== undefined, {
          path: ['stops'],
        }),
    )
    .min(1),
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

/** A text whose placeholders are all known ones. */
const textWith = (words: readonly string[]) =>
  z
    .string()
    .min(1)
    .max(600)
    .refine((text) => [...text.matchAll(/\{\{([^}]*)\}\}/g)].every(([, word]) => words.includes(word ?? '')));
const stepText = textWith(deskStepWords);

export const radioDeskFile = z.strictObject({
  invented: z.boolean(),
  steps: z
    .array(z.strictObject({ ja: stepText, en: stepText, when: z.enum(deskStepConditions).exactOptional() }))
    .min(1),
});

const inTwoLanguages = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });

export const dutiesFile = z.strictObject({
  duties: z.array(
    z.strictObject({
      id: code,
      moment: z.enum(dutyMoments),
      name: inTwoLanguages,
      to: inTwoLanguages,
      law: z.string().min(1),
      verified: z.boolean(),
      kinds: z.array(code).min(1),
      levels: z
        .array(z.literal([0, 3, 4, 5]))
        .min(1)
        .exactOptional(),
      withinMinutes: z.int().nonnegative(),
      text: textWith(dutyWords),
    }),
  ),
});
