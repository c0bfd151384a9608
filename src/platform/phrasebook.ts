import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  capCategories,
  capCertainties,
  capResponseTypes,
  capSeverities,
  capUrgencies,
} from '../domain/cap-values.js';
import { channelIds } from '../domain/channel.js';
import type { Kind } from '../domain/kind.js';
import { kindGroups, slotTypes } from '../domain/kind.js';
import { languages, type Language } from '../domain/language.js';
import type { Phrasebook, ReviewRecord } from '../domain/phrasebook.js';
import type { Review } from '../domain/rendering.js';
import { ConfigError } from './config-error.js';
import { readOfficial } from './official.js';
import { bankFaults, kindFaults, type Bank } from './phrasebook-faults.js';

const name = z.string().regex(/^[a-z0-9][a-z0-9.+-]*$/u);

const slotSchema = z.strictObject({
  type: z.enum(slotTypes),
  required: z.boolean(),
  values: z.array(z.string()).min(1).optional(),
  maxLength: z.int().positive().optional(),
  origin: z.enum(['typed', 'telegram', 'derived']).optional(),
  words: name.optional(),
  min: z.int().optional(),
  max: z.int().optional(),
  refuge: z.boolean().optional(),
});

const sentenceSchema = z.strictObject({
  id: name,
  priority: z.int().min(1).max(9),
  by: z.string().optional(),
  when: z.array(z.string()).min(1).optional(),
  unless: z.array(z.string()).min(1).optional(),
  if: z.record(z.string(), z.array(z.string()).min(1)).optional(),
  each: z.literal('orders').optional(),
  part: z.literal('instruction').optional(),
  channels: z.array(z.enum(channelIds)).min(1).optional(),
  languages: z.array(z.enum(languages)).min(1).optional(),
});

const kindSchema = z.strictObject({
  kind: name,
  group: z.enum(kindGroups),
  level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).nullable(),
  urgency: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  persons: z.union([z.literal(1), z.literal(2)]),
  effects: z.enum(['set', 'lower', 'lift', 'none']),
  siren: name,
  chime: z.enum(['up-down', 'none']),
  repeat: z.int().min(1).max(5),
  quietHours: z.enum(['ignored', 'respected', 'daytime-only']),
  lifetimeMinutes: z.int().positive(),
  channels: z.array(z.enum(channelIds)).min(1),
  radioNeeds: z.string().optional(),
  cap: z.strictObject({
    category: z.array(z.enum(capCategories)).min(1),
    urgency: z.enum(capUrgencies),
    severity: z.enum(capSeverities),
    certainty: z.enum(capCertainties),
    responseType: z.enum(capResponseTypes),
  }),
  slots: z.record(z.string(), slotSchema),
  sentences: z.array(sentenceSchema).min(1),
  short: z.array(z.union([name, z.strictObject({ id: name, by: z.string().optional() })])).min(1),
  radioGuide: name.nullable(),
});

const bankSchema = z.record(name, z.string().min(1));

/** The fingerprint that a review record is bound to: SHA-256 hex of the sentence's text in NFC. */
export const sentenceHash = (text: string): string =>
  createHash('sha256').update(text.normalize('NFC')).digest('hex');

const issues = (file: string, error: z.ZodError): readonly string[] =>
  error.issues.map((issue) => `${file}: ${[...issue.path, issue.message].join(': ')}`);

/** Reads and checks one file; its faults go to the list, so that all are reported together. */
const readInto = <T>(
  faults: string[],
  file: string,
  label: string,
  read: (text: string) => unknown,
  schema: z.ZodType<T>,
): T | null => {
  try {
    const checked = schema.safeParse(read(readFileSync(file, 'utf8')));
    if (checked.success) return checked.data;
    faults.push(...issues(label, checked.error));
  } catch (error) {
    faults.push(`${label}: cannot be read (${error instanceof Error ? error.name : 'unknown fault'})`);
  }
  return null;
};

const readKinds = (directory: string, faults: string[]): Record<string, Kind> => {
  const kinds: Record<string, Kind> = {};
  for (const file of readdirSync(directory)
    .filter((each) => each.endsWith('.yaml'))
    .sort()) {
    const label = `messages/${file}`;
    const kind = readInto(faults, join(directory, file), label, (text) => parse(text), kindSchema);
    if (kind === null) continue;
    if (`${kind.kind}.yaml` !== file) faults.push(`${label}: kind: must be the file's name`);
    // zod writes an absent optional as a possible undefined; the file cannot hold one.
    kinds[kind.kind] = kind as Kind;
  }
  return kinds;
};

const readBanks = (localesDir: string, faults: string[]): Record<Language, Bank> => {
  const banks = {} as Record<Language, Bank>;
  for (const language of languages) {
    const file = join(localesDir, language, 'message.json');
    banks[language] =
      readInto(faults, file, `${language}/message.json`, (text) => JSON.parse(text), bankSchema) ?? {};
  }
  return banks;
};

const reviewsOf = (
  banks: Record<Language, Bank>,
  records: readonly ReviewRecord[],
  official: ReadonlySet<string>,
): Phrasebook['reviews'] => {
  const signed = new Set(records.map(({ language, sentence, hash }) => `${language} ${sentence} ${hash}`));
  const reviews = {} as Record<Language, Record<string, Review>>;
  for (const language of languages) {
    reviews[language] = {};
    for (const [sentence, text] of Object.entries(banks[language])) {
      const isSigned = signed.has(`${language} ${sentence} ${sentenceHash(text)}`);
      const own: Review = isSigned ? 'reviewed' : 'unreviewed';
      reviews[language][sentence] = official.has(`${language} ${sentence}`) ? 'official' : own;
    }
  }
  return reviews;
};

/**
 * Loads the kinds (`configDir/messages/*.yaml`) and the bank (`localesDir/<tag>/message.json`). Review records come
 * from the data directory by the caller; a sentence without one for its present text is `unreviewed`. Throws
 * `ConfigError` with every fault by path. A sentence that only Japanese has is a gap, not a fault: its language
 * falls back.
 */
export const loadPhrasebook = (
  configDir: string,
  localesDir: string,
  reviews: readonly ReviewRecord[] = [],
): Phrasebook => {
  const faults: string[] = [];
  const kinds = readKinds(join(configDir, 'messages'), faults);
  const banks = readBanks(localesDir, faults);
  faults.push(
    ...bankFaults(banks),
    ...Object.values(kinds).flatMap((kind) => kindFaults(kind, banks, kinds)),
  );
  const official = readOfficial(join(configDir, 'official.tsv'), banks, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  const gaps = languages.flatMap((language) =>
    Object.keys(banks.ja)
      .filter((sentence) => banks[language][sentence] === undefined && !japaneseOnly(kinds).has(sentence))
      .map((sentence) => ({ language, sentence })),
  );
  return Object.freeze({ kinds, sentences: banks, reviews: reviewsOf(banks, reviews, official), gaps });
};

/** Sentences that exist for typed and telegram text, which is Japanese. */
const japaneseOnly = (kinds: Readonly<Record<string, Kind>>): ReadonlySet<string> =>
  new Set(
    Object.values(kinds).flatMap((kind) =>
      kind.sentences.filter((use) => use.languages !== undefined).map((use) => use.id),
    ),
  );
