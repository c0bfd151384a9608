import type { Rendering } from '../domain/rendering.js';
import type { Tx } from './store.js';

/** What was broadcast once, and what it is worth now. */
export interface PastBroadcast {
  readonly versionId: string;
  /** Milliseconds UTC. */
  readonly issuedAt: number;
  /** A later version took its place in every district. */
  readonly changed: boolean;
  /** Of the radio and of the telephone, as they were approved. */
  readonly renderings: readonly Rendering[];
}

interface Line {
  readonly id: string;
  readonly issuedAt: number;
  readonly status: string;
  /** JSON; a correction's holds its cause. */
  readonly slots: string;
  readonly purpose: string;
  readonly doc: string;
}

/** A correction has a ready-made text for each cause; the one that went out is its own cause's. */
const wentOut = ({ slots, purpose }: Line): boolean =>
  !purpose.startsWith('correction:') ||
  purpose === `correction:${(JSON.parse(slots) as { readonly cause?: string }).cause}`;

/**
 * Broadcasts issued since a moment, the newest first, with the words that were approved: a cancel's and a correction's
 * are the ready-made ones of the version they speak of. What was cancelled or corrected is left out: it must not be heard
 * as valid, and the cancel or correction itself says what was wrong. One statement.
 */
export async function recentBroadcasts(
  { sql }: Pick<Tx, 'sql'>,
  since: number,
): Promise<readonly PastBroadcast[]> {
  const lines = await sql<Line>(
    `SELECT v.id, v.issued_at AS "issuedAt", v.status, v.slots, r.purpose, r.doc FROM versions v
     JOIN renderings r ON r.channel IN ('radio', 'voice') AND (
       (v.purpose = 'message' AND r.version_id = v.id AND r.purpose = 'message')
       OR (v.purpose = 'cancel' AND r.version_id = v.of_version AND r.purpose = 'cancel')
       OR (v.purpose = 'correction' AND r.version_id = v.of_version
         AND r.purpose LIKE 'correction:%'))
     WHERE v.issued_at >= $1 AND v.status <> 'cancelled'
       AND NOT EXISTS (SELECT 1 FROM versions c WHERE c.of_version = v.id AND c.issued_at IS NOT NULL
         AND c.purpose IN ('cancel', 'correction'))
     ORDER BY v.issued_at DESC, v.n DESC, v.id, r.position`,
    since,
  );
  return [...Map.groupBy(lines.filter(wentOut), ({ id }) => id)].flatMap(([versionId, rows]) => {
    const [first] = rows;
    if (first === undefined) return [];
    const renderings = rows.map(({ doc }) => JSON.parse(doc) as Rendering);
    const changed = first.status === 'superseded';
    return [{ versionId, issuedAt: first.issuedAt, changed, renderings }];
  });
}
