import { shortLeases } from './leases.mjs';

shortLeases(2_000, 2_000);
