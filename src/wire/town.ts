import { z } from 'zod';

const placeName = z.object({ ja: z.string(), kana: z.string(), romaji: z.string() });
const point = z.object({ lat: z.number(), lng: z.number() });

export const districtShape = z.object({ code: z.string(), name: placeName, base: placeName, point });
export const areaShape = z.object({
  code: z.string(),
  type: z.enum(['association', 'school', 'brigade', 'hazard-zone']),
  name: placeName,
  districts: z.array(z.string()),
  households: z.number().nullable(),
  people: z.number().nullable(),
  /** The figures or the outline are ours and not the town's. */
  invented: z.boolean(),
});
export const shelterShape = z.object({
  id: z.string(),
  name: placeName,
  address: z.string(),
  point,
  hazards: z.array(z.string()),
  type: z.enum(['emergency', 'evacuation', 'welfare']),
  /** Whom it takes in, where not everybody; in Japanese. */
  accepts: z.string().optional(),
  /** People; absent where the town gave none. */
  capacity: z.number().int().optional(),
});
export const stationShape = z.object({
  id: z.string(),
  name: z.string(),
  point,
  districts: z.array(z.string()),
  invented: z.boolean(),
});

/** GET /api/v1/town */
export const townShape = z.object({
  id: z.string(),
  name: placeName,
  radioName: placeName,
  prefecture: placeName,
  cityCode: z.string(),
  localGovernmentCode: z.string(),
  timeZone: z.string(),
  phone: z.string(),
  relistenPhone: z.string(),
  website: z.string(),
  districts: z.array(districtShape),
  areas: z.array(areaShape),
  shelters: z.array(shelterShape),
  features: z.array(
    z.object({
      code: z.string(),
      type: z.enum(['river', 'prefectural-road', 'national-road']),
      name: placeName,
      base: placeName,
    }),
  ),
  stations: z.array(stationShape),
  /** Per hazard the codes of the districts that hold its dangerous places. */
  hazardDistricts: z.record(z.string(), z.array(z.string())),
  pushTopic: z.string().optional(),
  /** Minutes after midnight; `from` after `until` means over midnight. */
  quietHours: z.object({ from: z.number().int(), until: z.number().int() }).optional(),
  languages: z.array(z.string()),
  languageOrder: z.object({
    radio: z.array(z.string()),
    posts: z.array(z.array(z.string())),
    cellBroadcast: z.array(z.string()),
  }),
  sirens: z.record(
    z.string(),
    z.object({
      onSeconds: z.number(),
      offSeconds: z.number(),
      bursts: z.number().nullable(),
      basis: z.string(),
    }),
  ),
  /** Languages that the hub can say aloud. */
  spoken: z.array(z.string()),
  /** GeoJSON; null where the town has none. */
  boundary: z.unknown(),
});
