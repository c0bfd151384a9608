import { shortLeases } from './leases.mjs';

// Short, but not so that a busy machine's living hub outlasts one, nor its calls: only dead hubs' calls lapse, and none is
// so often without an answer that its next repeat is one of the rare ones.
shortLeases(11_000, 6_000);
