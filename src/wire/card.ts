import { z } from 'zod';

const rubyText = z.array(z.object({ base: z.string(), ruby: z.string().nullable() }));

/** A line to be read aloud. `reading` where it could not be set above the words. */
const scriptLine = z.object({ language: z.string(), pieces: rubyText, reading: z.string().nullable() });
export type ScriptLine = z.infer<typeof scriptLine>;

/**
 * GET /api/v1/versions/:id/card: the issue card (発令カード), in the officer's language but for what is said to residents. The
 * page and the PDF are this one sheet in two forms.
 */
export const cardShape = z.object({
  world: z.enum(['live', 'drill']),
  /** ◇ 訓練 or ● 本番, and what the sheet is for. */
  mark: z.string(),
  warning: z.string(),
  title: z.string(),
  /** Number, version and state. */
  about: z.string(),
  level: z.number().nullable(),
  facts: z.array(z.object({ name: z.string(), text: z.string() })),
  script: z.object({ name: z.string(), about: z.string(), lines: z.array(scriptLine) }),
  steps: z.object({ name: z.string(), items: z.array(z.string()), note: z.string() }),
  calls: z.object({
    name: z.string(),
    lists: z.array(
      z.object({ name: z.string(), people: z.array(z.object({ name: z.string(), note: z.string() })) }),
    ),
  }),
  short: z.object({ name: z.string(), text: z.string() }),
  footer: z.string(),
});
export type CardShape = z.infer<typeof cardShape>;

/** GET /api/v1/cards/pack/state: when the offline pack was made, and whether it holds today's words. */
export const packShape = z.object({
  madeAt: z.number().nullable(),
  current: z.boolean(),
  cards: z.number().int(),
  pages: z.number().int(),
});
export type PackShape = z.infer<typeof packShape>;
