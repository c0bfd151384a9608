import { v7 } from 'uuid';

/** A UUIDv7: unique, and sorted by time of creation. */
export const newId = (): string => v7();

/** Milliseconds UTC at which a UUIDv7 was made; null for any other id. */
export const timeOfId = (id: string): number | null =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id) ? Number.parseInt(id.replace('-', '').slice(0, 12), 16) : null;

/** A bound between the ids made before a moment and those made at it or later. */
export const idBound = (at: number): string => {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
};
