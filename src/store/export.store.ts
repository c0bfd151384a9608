import type { Intent } from '../domain/alert.js';
import type { DeliveryState } from '../domain/delivery.js';
import type { Tx } from './store.js';

/** A version that was issued, as the list of alerts is exported. */
export interface IssuedVersion {
  readonly alertId: string;
  readonly year: number | null;
  readonly number: number | null;
  readonly versionId: string;
  readonly n: number;
  readonly status: string;
  readonly intent: Intent;
  readonly kind: string;
  readonly level: number | null;
  readonly issuedAt: number;
  readonly people: number | null;
  readonly addresses: number | null;
}

/** Every version that was issued, newest first. */
export const issuedVersions = ({ sql }: Tx): Promise<readonly IssuedVersion[]> =>
  sql(
    `SELECT v.alert_id AS "alertId", a.year, a.number, v.id AS "versionId", v.n, v.status, v.intent, v.kind, v.level,
       v.issued_at AS "issuedAt", v.audience_people AS "people", v.audience_addresses AS "addresses"
     FROM versions v JOIN alerts a ON a.id = v.alert_id WHERE v.issued_at IS NOT NULL ORDER BY v.issued_at DESC, v.id DESC`,
  );

interface Outcome {
  readonly n: number;
  readonly channel: string;
  readonly language: string;
  readonly state: DeliveryState;
  readonly heldReason: string | null;
  /** JSON of a Fault. */
  readonly fault: string | null;
}

/** An alert's deliveries, counted. Faults differ in their details, so that a code may come several times. */
export const deliveryCounts = (
  { sql }: Tx,
  alertId: string,
): Promise<readonly (Outcome & { count: number })[]> =>
  sql(
    `SELECT v.n, d.channel, d.language, d.state, d.held_reason AS "heldReason", d.fault, COUNT(*) AS "count"
     FROM deliveries d JOIN versions v ON v.id = d.version_id WHERE v.alert_id = $1
     GROUP BY v.n, d.channel, d.language, d.state, d.held_reason, d.fault
     ORDER BY v.n, d.channel, d.language, d.state`,
    alertId,
  );

export interface ExportedDelivery extends Outcome {
  readonly target: string;
  readonly district: string | null;
  readonly attempts: number;
  readonly acceptedAt: number | null;
  readonly updatedAt: number;
}

/** An alert's deliveries with their addresses in full. */
export const deliveriesInFull = ({ sql }: Tx, alertId: string): Promise<readonly ExportedDelivery[]> =>
  sql(
    `SELECT v.n, d.channel, d.target, d.district, d.language, d.state, d.held_reason AS "heldReason", d.fault, d.attempts,
       d.accepted_at AS "acceptedAt", d.updated_at AS "updatedAt"
     FROM deliveries d JOIN versions v ON v.id = d.version_id WHERE v.alert_id = $1 ORDER BY v.n, d.channel, d.id`,
    alertId,
  );
