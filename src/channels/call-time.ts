/** Milliseconds UTC at which a call was made, by its id (UUIDv7); null for any other id. */
export const callTime = (id: string): number | null =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id) ? Number.parseInt(id.replace('-', '').slice(0, 12), 16) : null;
