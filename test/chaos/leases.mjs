import { patch } from './patch.mjs';

const channels = ['sms', 'push', 'radio', 'mastodon', 'web-push', 'mail', 'voice'];

/**
 * A hub whose calls take `timeout` at most and whose leases outlive them by `spare`, both in milliseconds, so that a lease
 * is waited for in CI.
 */
export const shortLeases = (spare, timeout) =>
  patch([
    ['dispatch/pump.js', /leaseSpare = [\d_]+/, `leaseSpare = ${spare}`],
    ...channels.map((id) => [`channels/${id}.limits.js`, /timeout: [\d_]+/, `timeout: ${timeout}`]),
  ]);
