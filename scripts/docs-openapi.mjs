// Writes docs/openapi.json (OpenAPI 3.1) from the controllers, the shapes in src/wire and the codes in locales/.
// `--check` only says whether it is current (exit 1 when not).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildServer } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await buildServer();
await import('reflect-metadata');
const { AppModule } = await import('../dist/app.module.js');
const { apiDocument } = await import('../dist/platform/api-document.js');

const wanted = `${JSON.stringify(apiDocument(AppModule.with(new Map()).imports), null, 2)}\n`;
const path = join(root, 'docs', 'openapi.json');
const current = existsSync(path) && readFileSync(path, 'utf8') === wanted;
if (!process.argv.includes('--check')) writeFileSync(path, wanted);
else if (!current) {
  console.error('docs/openapi.json is not current: run node scripts/docs-openapi.mjs');
  process.exitCode = 1;
}
