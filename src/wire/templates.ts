import { z } from 'zod';
import { kindGroups } from '../domain/kind.js';
import { languages } from '../domain/language.js';

const reviewStates = ['official', 'reviewed', 'unreviewed', 'missing'] as const;
export type SentenceReview = (typeof reviewStates)[number];

/** GET /api/v1/templates: each kind, and how many of its sentences who vouches for, by language. */
export const templateShape = z.object({
  kind: z.string(),
  group: z.enum(kindGroups),
  level: z.number().nullable(),
  sentences: z.number().int(),
  reviews: z.record(z.enum(languages), z.record(z.enum(reviewStates), z.number().int())),
  /** When it was last issued in this world: in the drill world its last rehearsal. */
  lastIssuedAt: z.number().nullable(),
});
export type TemplateShape = z.infer<typeof templateShape>;

/** GET /api/v1/templates/:kind?language=: its sentences in that language beside Japanese. */
export const templateSentenceShape = z.object({
  /** A key of `message.json`. */
  key: z.string(),
  /** The sentence without its variant, as officers name it. */
  id: z.string(),
  variant: z.string().nullable(),
  /** Only in the short form. */
  short: z.boolean(),
  /** With `{漢字|かんじ}` for readings and `{{slot}}` for what is filled in. */
  ja: z.string(),
  text: z.string().nullable(),
  review: z.enum(reviewStates),
});
export type TemplateSentenceShape = z.infer<typeof templateSentenceShape>;

export const templateQuery = z.strictObject({ language: z.enum(languages).default('en') });

/** GET /api/v1/glossary: terms and what they are called, by language. */
export const glossaryTermShape = z.object({
  term: z.string(),
  words: z.array(z.object({ tag: z.string(), headword: z.string(), status: z.string(), source: z.string() })),
});
export type GlossaryTermShape = z.infer<typeof glossaryTermShape>;

/** GET /api/v1/readings: how the voice says the town's words. */
export const readingShape = z.object({
  term: z.string(),
  kana: z.string(),
  /** The mora on which the accent falls; null where nobody said. */
  accent: z.number().int().nullable(),
});
export type ReadingShape = z.infer<typeof readingShape>;
