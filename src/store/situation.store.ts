import type { TelegramItem } from '../domain/telegram.js';
import type { KeptTelegram } from '../domain/warning.js';
import { idBound } from '../platform/id.js';
import type { Tx } from './store.js';

/** The ledger's last word on a district and hazard at a moment. */
export interface LastEffect {
  readonly district: string;
  readonly hazard: string;
  /** Null where it was lifted. */
  readonly level: number | null;
  readonly previousLevel: number | null;
  /** Time of the event: in a drill the scenario's. */
  readonly at: number;
  /** When it was issued by the clock, which alone says what came first. */
  readonly issuedAt: number;
  /** Null where a new drill cleared the table. */
  readonly kind: string | null;
  readonly alertId: string | null;
  readonly purpose: string | null;
}

/** What the ledger said at a moment of the clock. */
export const effectsAt = ({ sql }: Pick<Tx, 'sql'>, at: number): Promise<LastEffect[]> =>
  sql<LastEffect>(
    `SELECT e.district, e.hazard, e.level, e.previous_level AS "previousLevel", e.at, v.kind, v.alert_id AS "alertId",
       v.purpose, COALESCE(v.issued_at, e.at) AS "issuedAt"
     FROM effects e LEFT JOIN versions v ON v.id = e.version_id
     WHERE e.seq IN (SELECT MAX(x.seq) FROM effects x LEFT JOIN versions w ON w.id = x.version_id
       WHERE COALESCE(w.issued_at, x.at) <= $1 GROUP BY x.district, x.hazard)
     ORDER BY e.district, e.hazard`,
    at,
  );

/** When the drill that ran at a moment began; 0 in a world without drills. */
export const drillStart = async ({ sql }: Pick<Tx, 'sql'>, at: number): Promise<number> =>
  (
    await sql<{ start: number | null }>(
      'SELECT MAX(started_at) AS start FROM drills WHERE started_at <= $1',
      at,
    )
  )[0]?.start ?? 0;

/**
 * Telegrams about the town that came in after one moment and up to another, oldest first. Their ids tell when: in a
 * drill `received_at` is the scenario's time.
 */
export async function telegramsBetween(
  { sql }: Pick<Tx, 'sql'>,
  from: number,
  to: number,
): Promise<readonly KeptTelegram[]> {
  const rows = await sql<Omit<KeptTelegram, 'items'> & { readonly items: string }>(
    `SELECT code, COALESCE(title, '') AS title, COALESCE(info_type, '') AS "infoType", report_at AS "reportAt",
       order_key AS series, items
     FROM telegrams WHERE id >= $1 AND id < $2 AND concerned = 1 AND order_key IS NOT NULL AND report_at IS NOT NULL
       AND code IS NOT NULL AND (refused IS NULL OR refused NOT IN ('exercise', 'test'))
     ORDER BY report_at, id`,
    idBound(from),
    idBound(to + 1),
  );
  return rows.map(({ items, ...row }) => ({ ...row, items: JSON.parse(items) as TelegramItem[] }));
}
