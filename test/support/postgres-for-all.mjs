// Jest's global setup of the project `engine-postgres`: one real PostgreSQL for all of its files. Its address goes to the
// workers by their environment. This runs outside of Jest's modules: Node needs the hooks to read TypeScript, so first them.
import './typescript.mjs';

const { startTestPostgres } = await import('./postgres.ts');

export default async function setUp() {
  const server = await startTestPostgres();
  process.env['TODOKU_TEST_POSTGRES'] = server.urlOf('');
  globalThis.endTestPostgres = () => server.close();
}
