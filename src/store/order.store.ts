import type { ChannelId, SendOrder } from '../domain/channel.js';
import { statusIn, type World } from '../domain/world.js';
import { alertNumber } from '../domain/alert-number.js';
import { readRendering } from './delivery.store.js';
import type { Store } from './store.js';

/** What every order of one version, channel and rendering has in common. */
export type OrderTemplate = Omit<SendOrder, 'callId' | 'key' | 'members'>;

interface VersionFacts {
  readonly alert_id: string;
  readonly year: number;
  readonly number: number;
  readonly n: number;
  readonly intent: SendOrder['intent'];
  readonly kind: string;
  readonly urgency: number;
  readonly digest: string;
  readonly expires_at: number;
}

/** Reads what an order says, from committed rows only. @throws Error when the version was never issued. */
export async function readOrderTemplate(
  store: Store,
  world: World,
  channel: ChannelId,
  versionId: string,
  renderingId: string,
): Promise<OrderTemplate> {
  const [version] = await store.read.sql<VersionFacts>(
    `SELECT v.alert_id, a.year, a.number, v.n, v.intent, v.kind, v.urgency, v.digest, v.expires_at
     FROM versions v JOIN alerts a ON a.id = v.alert_id WHERE v.id = $1 AND v.issued_at IS NOT NULL`,
    versionId,
  );
  const rendering = await readRendering(store.read.sql, renderingId);
  if (!version || !rendering) throw new Error('a delivery without an issued version or rendering');
  const references = await store.read.sql<{ ref: string }>(
    `SELECT DISTINCT ref FROM deliveries WHERE alert_id = $1 AND channel = $2 AND version_id <> $3 AND ref IS NOT NULL
     AND address_id IS NULL LIMIT 50`,
    version.alert_id,
    channel,
    versionId,
  );
  return {
    channel,
    alertId: version.alert_id,
    alertNumber: alertNumber(version.year, version.number),
    versionId,
    version: version.n,
    intent: version.intent,
    kind: version.kind,
    urgency: version.urgency,
    world,
    status: statusIn(world),
    rendering,
    references: references.map((row) => row.ref),
    digest: version.digest,
    expiresAt: version.expires_at,
  };
}
