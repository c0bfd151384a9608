// Jest's global teardown of the project `engine-postgres`.
export default async () => globalThis.endTestPostgres?.();
