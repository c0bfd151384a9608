import type { FaultEndpoint, VirtualFault } from '../wire/virtual-town.js';

export interface Faults {
  set(fault: VirtualFault): void;
  clear(): void;
  list(): readonly (VirtualFault & { hits: number })[];
  /** The fault that befalls this request, or null; counts it. */
  pick(endpoint: FaultEndpoint, path: string): VirtualFault | null;
}

/** One fault an endpoint; mode `ok` takes it away. */
export function createFaults(): Faults {
  const active = new Map<FaultEndpoint, { fault: VirtualFault; seen: number; hits: number }>();
  return {
    set(fault) {
      if (fault.mode === 'ok') active.delete(fault.endpoint);
      else active.set(fault.endpoint, { fault, seen: 0, hits: 0 });
    },
    clear: () => active.clear(),
    list: () => [...active.values()].map(({ fault, hits }) => ({ ...fault, hits })),
    pick(endpoint, path) {
      if (active.size === 0) return null;
      const entry = active.get(endpoint);
      if (entry === undefined || (entry.fault.match !== undefined && !path.includes(entry.fault.match)))
        return null;
      if (entry.fault.times !== undefined && entry.hits >= entry.fault.times) return null;
      entry.seen += 1;
      if (entry.seen % (entry.fault.every ?? 1) !== 0) return null;
      entry.hits += 1;
      return entry.fault;
    },
  };
}
