/** The negative control's hub: a worker that does not look at its lease before it sends. */
import { patch } from './patch.mjs';

patch([['dispatch/sender.js', /now \+ channel\.limits\.timeout > call\.leaseUntil/, 'false']]);
