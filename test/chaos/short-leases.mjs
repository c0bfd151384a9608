/** A hub whose calls take 2 seconds at most and whose leases outlive them by 2, so that a lease is waited for in CI. */
import { patch } from './patch.mjs';

const channels = ['sms', 'push', 'radio', 'mastodon'];
patch([
  ['dispatch/pump.js', /leaseSpare = [\d_]+/, 'leaseSpare = 2_000'],
  ...channels.map((id) => [`channels/${id}.limits.js`, /timeout: [\d_]+/, 'timeout: 2_000']),
]);
