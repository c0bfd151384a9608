import type { Tx } from './store.js';

/** A browser's subscription of a resident. `target` is `subscriptionTarget` of `wire/web-push.ts`. */
export interface NewSubscription {
  readonly id: string;
  readonly residentId: string;
  readonly target: string;
  readonly district: string;
  readonly language: string;
}

/**
 * Keeps a subscription. A browser stands there once, by its endpoint: what it had before, under other keys, for another
 * resident, or buried, gives way, so that nobody is told twice.
 */
export async function keepSubscription({ sql }: Tx, subscription: NewSubscription): Promise<void> {
  const { id, residentId, target, district, language } = subscription;
  const endpoint = target.slice(0, target.indexOf('#') + 1);
  await sql(
    `DELETE FROM addresses WHERE channel = 'web-push' AND substr(target, 1, $2) = $1`,
    endpoint,
    endpoint.length,
  );
  await sql(
    `INSERT INTO addresses (id, resident_id, channel, target, district, language) VALUES ($1, $2, 'web-push', $3, $4, $5)`,
    id,
    residentId,
    target,
    district,
    language,
  );
}
