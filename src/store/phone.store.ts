import { listOf } from './dialect.js';
import type { LotTx, Tx } from './store.js';

type Lines = Pick<LotTx, 'sql'>;

/** When an input with this id came first, where it came before; null when it is new, and remembered now. */
export async function rememberInput({ sql }: Lines, id: string, now: number): Promise<number | null> {
  const made = await sql(
    'INSERT INTO phone_inputs (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id',
    id,
    now,
  );
  if (made.length > 0) return null;
  const [first] = await sql<{ at: number }>('SELECT at FROM phone_inputs WHERE id = $1', id);
  return first?.at ?? now;
}

/** The language of whoever has this number; null for a number that nobody registered. */
export async function languageOfNumber(
  { sql }: Lines,
  channel: string,
  number: string,
): Promise<string | null> {
  const [row] = await sql<{ language: string }>(
    'SELECT language FROM addresses WHERE channel = $1 AND target = $2 ORDER BY id LIMIT 1',
    channel,
    number,
  );
  return row?.language ?? null;
}

/** STOP: nothing more to this number on this channel. Returns how many addresses that is; those stopped already are not counted. */
export const optOut = async ({ sql }: Lines, channel: string, number: string, now: number): Promise<number> =>
  (
    await sql(
      `UPDATE addresses SET opted_out_at = $3 WHERE channel = $1 AND target = $2 AND opted_out_at IS NULL RETURNING id`,
      channel,
      number,
      now,
    )
  ).length;

/** START: back again, also where the provider had refused the number because of its owner's STOP. */
export const optIn = async ({ sql }: Lines, channel: string, number: string): Promise<number> =>
  (
    await sql(
      `UPDATE addresses SET opted_out_at = NULL, dead_at = NULL WHERE channel = $1 AND target = $2
         AND (opted_out_at IS NOT NULL OR dead_at IS NOT NULL) RETURNING id`,
      channel,
      number,
    )
  ).length;

/** Living addresses of a channel in these districts, by language: what is multiplied with a text's segments. */
export const countByLanguage = (
  { engine, sql }: Tx,
  channel: string,
  districts: readonly string[],
): Promise<{ language: string; addresses: number }[]> =>
  sql(
    `SELECT language, COUNT(*) AS addresses FROM addresses WHERE channel = $1 AND dead_at IS NULL AND opted_out_at IS NULL
       AND district IN ${listOf(engine, '$2', 'text')} GROUP BY language ORDER BY language`,
    channel,
    JSON.stringify(districts),
  );

/** A delivery by telephone, as its owner's answer needs it. */
export interface CalledDelivery {
  readonly versionId: string;
  readonly alertId: string;
  readonly target: string;
  readonly language: string;
  /** The whole Rendering as JSON. */
  readonly doc: string;
}

export async function findCalled({ sql }: Lines, deliveryId: number): Promise<CalledDelivery | null> {
  const [row] = await sql<CalledDelivery>(
    `SELECT d.version_id AS "versionId", d.alert_id AS "alertId", d.target, d.language, r.doc
     FROM deliveries d JOIN renderings r ON r.id = d.rendering_id WHERE d.id = $1 AND d.channel = 'voice'`,
    deliveryId,
  );
  return row ?? null;
}

/** Keeps what a resident pressed; the last key counts. False when it said so before. */
export async function recordAnswer(
  { sql }: Lines,
  deliveryId: number,
  versionId: string,
  answer: 'safe' | 'help',
  now: number,
): Promise<boolean> {
  const rows = await sql(
    `INSERT INTO safety_answers (delivery_id, version_id, answer, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (delivery_id) DO UPDATE SET answer = excluded.answer, at = excluded.at
       WHERE safety_answers.answer <> excluded.answer
     RETURNING delivery_id`,
    deliveryId,
    versionId,
    answer,
    now,
  );
  return rows.length > 0;
}
