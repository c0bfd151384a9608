import { shortLeases } from './leases.mjs';

// Short, but not so that a busy machine's living hub outlasts one: only dead hubs' calls lapse.
shortLeases(15_000);
