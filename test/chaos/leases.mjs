import { patch } from './patch.mjs';

const channels = ['sms', 'push', 'radio', 'mastodon', 'web-push', 'mail', 'voice'];

/** A hub whose calls take 2 seconds at most and whose leases outlive them by `spare`, so that a lease is waited for in CI. */
export const shortLeases = (spare) =>
  patch([
    ['dispatch/pump.js', /leaseSpare = [\d_]+/, `leaseSpare = ${spare}`],
    ...channels.map((id) => [`channels/${id}.limits.js`, /timeout: [\d_]+/, 'timeout: 2_000']),
  ]);
