// Writes docs/authorization.md from the table in src/domain/authorization.ts. `--check` only says whether it is current (exit 1
// when not). A test compares the table with the routes as declared, and tries every role on every route.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildServer } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await buildServer();
const { authorizationPage } = await import('../dist/domain/authorization.js');

const head = `# Who may call what

Every route and the roles that may call it. One officer may hold several roles. The table is \`src/domain/authorization.ts\`; a test
fails where a route declares anything else or has no row, and calls every route once with each role (a role without ✓ is answered 403
\`officer.lacks-role\`). What a role may do to one alert (nobody approves what she wrote) is \`src/domain/decide.ts\`, beside it.

- \`drafter\` writes and submits; \`approver\` approves, which issues; who holds both is still never the second pair of eyes on her own.
- \`headquarters\` keeps the chronology, the tasks and what people carry, and decides about deliveries that wait; she issues nothing.
- \`leader\` runs drills. \`administrator\` asks for and confirms changes of officers, and reads the audit.
- \`reader\` is for agencies that read along: she changes nothing, and sees no address, not even masked.
- "token": a machine with the token of the data directory (\`intake-token\`).

This page is generated: \`node scripts/docs-authorization.mjs\`.

<!-- prettier-ignore-start -->
`;
const wanted = `${head}\n${authorizationPage()}\n\n<!-- prettier-ignore-end -->\n`;
const path = join(root, 'docs', 'authorization.md');
const current = existsSync(path) && readFileSync(path, 'utf8') === wanted;
if (!process.argv.includes('--check')) writeFileSync(path, wanted);
else if (!current) {
  console.error('docs/authorization.md is not current: run node scripts/docs-authorization.mjs');
  process.exitCode = 1;
}
