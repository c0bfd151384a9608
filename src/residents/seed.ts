import type { Store } from '../store/store.js';
import { countResidents, insertResidents } from '../store/resident.store.js';
import { generateResidents, type GeneratedResident } from './generate.js';

const lot = 2000;

/** Fills an empty drill database with the town's generated residents. Returns how many there are. */
export async function seedDrillResidents(
  store: Store,
  population: Readonly<Record<string, number>>,
): Promise<number> {
  const present = await countResidents(store.read);
  if (present > 0) return present;
  let waiting: GeneratedResident[] = [];
  const flush = async () => {
    const residents = waiting;
    waiting = [];
    if (residents.length > 0) await store.write((tx) => insertResidents(tx, residents));
  };
  for (const resident of generateResidents(population)) {
    waiting.push(resident);
    if (waiting.length >= lot) await flush();
  }
  await flush();
  return countResidents(store.read);
}
