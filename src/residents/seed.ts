import type { Store } from '../store/store.js';
import { countResidents, insertResidents } from '../store/resident.store.js';
import { generateResidents } from './generate.js';

const lot = 2000;

/** Fills an empty drill database with the town's generated residents, in one write: of two hubs one does. */
export async function seedDrillResidents(
  store: Store,
  population: Readonly<Record<string, number>>,
): Promise<void> {
  if ((await countResidents(store.read)) > 0) return;
  const residents = [...generateResidents(population)];
  await store.write(async (tx) => {
    if ((await countResidents(tx)) > 0) return;
    for (let i = 0; i < residents.length; i += lot) await insertResidents(tx, residents.slice(i, i + lot));
  });
}
