import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { textLimits } from '../channels/text.limits.js';
import { compose } from '../compose/compose.js';
import { hazards } from '../domain/hazard.js';
import type { Kind } from '../domain/kind.js';
import type { Message, SlotValue } from '../domain/message.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';
import { loadPhrasebook } from '../platform/phrasebook.js';
import { loadSentences } from '../platform/sentences.js';

export interface RenderOptions {
  /** A JSON file `{status, slots, districts, decidedAt}`. */
  readonly slotsFile?: string | undefined;
  /** Where to write the reviewers' page of all kinds. */
  readonly html?: string | undefined;
  readonly json: boolean;
  /** The message as one CAP document instead. */
  readonly cap?: boolean | undefined;
  readonly configDir: string;
  readonly localesDir: string;
  readonly town: Town;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** Milliseconds UTC, or ISO 8601 with a zone. */
const time = z.union([z.int(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]);

const orderSchema = z.strictObject({
  level: z.union([z.literal(3), z.literal(4), z.literal(5)]),
  hazard: z.enum(hazards),
  districts: z.array(z.string()),
});

const fileSchema = z.strictObject({
  status: z.enum(['Actual', 'Exercise']),
  slots: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.array(orderSchema)]),
  ),
  districts: z.union([z.literal('all'), z.array(z.string())]),
  decidedAt: time,
});

/** Slots of type time may be ISO text in the file as well. */
const withTimes = (slots: Readonly<Record<string, SlotValue>>, kind: Kind | undefined): Message['slots'] =>
  Object.fromEntries(
    Object.entries(slots).map(([slot, value]) => {
      const parsed = kind?.slots[slot]?.type === 'time' ? time.safeParse(value) : null;
      return [slot, parsed?.success === true ? parsed.data : value];
    }),
  );

/** A message from a file `{status, slots, districts, decidedAt}`. */
export const readMessage = (kind: string, file: string, phrasebook: Phrasebook): Message | Refusal => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return refuse('compose.unreadable-file', { file });
  }
  const checked = fileSchema.safeParse(content);
  if (!checked.success) {
    const [first] = checked.error.issues;
    return refuse('compose.bad-file', { file, path: first?.path.join('.') || '(root)' });
  }
  const known = Object.hasOwn(phrasebook.kinds, kind) ? phrasebook.kinds[kind] : undefined;
  return { ...checked.data, kind, slots: withTimes(checked.data.slots, known) };
};

/** A push title is not part of its text; here they are shown as one. */
const shown = (rendering: Rendering) => ({
  channel: rendering.channel,
  languages: rendering.languages,
  text: rendering.channel === 'push' ? `${rendering.title}\n${rendering.text}` : rendering.text,
  size: rendering.size,
  unit: rendering.unit,
  limit: rendering.limit,
  dropped: rendering.dropped,
  fellBackFrom: rendering.fellBackFrom,
  review: rendering.review,
});

const table = (rendering: Rendering): string => {
  const { channel, languages, text, size, unit, limit, dropped, fellBackFrom, review } = shown(rendering);
  const notes = [
    `${size}/${limit} ${unit}`,
    review,
    ...(dropped.length > 0 ? [`dropped: ${dropped.join(', ')}`] : []),
    ...(fellBackFrom === null ? [] : [`fell back from ${fellBackFrom}`]),
  ];
  return `${channel} ${languages.join('+')} (${notes.join('; ')})\n${text}\n`;
};

const complain = (refusal: Refusal, options: RenderOptions): number => {
  if (options.json) options.out(JSON.stringify(refusal));
  options.err(loadSentences(options.localesDir)('en', refusal.refused, refusal.vars).replaceAll('\n', ' '));
  return 2;
};

/**
 * `todoku render KIND --slots FILE [--json]`: what every channel says, in every language. Prints a JSON array of
 * `{channel, languages, text, size, unit, limit, dropped, fellBackFrom, review}`, or the texts one below the other.
 * Returns the exit code: 0, or 2 for bad input, with one line on `err` (and `{refused, vars}` on `out` with json).
 */
export async function renderCommand(kind: string | undefined, options: RenderOptions): Promise<number> {
  const phrasebook = loadPhrasebook(options.configDir, options.localesDir);
  if (kind === undefined || options.slotsFile === undefined) return renderSamples(kind, phrasebook, options);
  const message = readMessage(kind, options.slotsFile, phrasebook);
  if (isRefusal(message)) return complain(message, options);
  const composed = compose({ message, phrasebook, town: options.town, limits: textLimits });
  if (isRefusal(composed)) return complain(composed, options);
  const kindOf = phrasebook.kinds[kind];
  if (options.cap === true && kindOf !== undefined) {
    const { renderCap } = await import('./render-cap.js');
    const what = { message, kind: kindOf, town: options.town };
    options.out(renderCap(what, composed.renderings, options.configDir));
  } else if (options.json) options.out(JSON.stringify(composed.renderings.map(shown), null, 2));
  else composed.renderings.forEach((rendering) => options.out(table(rendering)));
  return 0;
}

/** Samples of all kinds, or of one: the table for a terminal, JSON, or the reviewers' page. */
async function renderSamples(
  kind: string | undefined,
  phrasebook: Phrasebook,
  options: RenderOptions,
): Promise<number> {
  if (kind !== undefined && !Object.hasOwn(phrasebook.kinds, kind))
    return complain(refuse('compose.unknown-kind', { kind }), options);
  const { renderTable, samples } = await import('./render-all.js');
  const all = [...samples(phrasebook, options.town, kind)];
  if (options.html !== undefined) {
    const { phrasebookPage } = await import('./phrasebook-page.js');
    writeFileSync(options.html, phrasebookPage(phrasebook, all));
    options.out(`${options.html}: ${all.length} samples`);
  } else if (options.json) options.out(JSON.stringify(all));
  else renderTable(all).forEach((line) => options.out(line));
  return all.some(({ renderings }) => isRefusal(renderings)) ? 1 : 0;
}
