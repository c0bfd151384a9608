import { startHub } from '../hub.js';
import type { Config } from '../platform/config.js';
import type { FirstOfficer } from '../officers/first-run.js';
import { StorageFault } from '../platform/storage-fault.js';
import { troubleIn } from '../store/write-guard.js';
import { isUnavailable } from '../platform/unavailable.js';
import { untilAsked, type Print } from './print.js';

/** Runs a hub until it is asked to end. */
export async function serveCommand(config: Config, { out, err }: Print): Promise<number> {
  let hub;
  try {
    hub = await startHub(config);
  } catch (error) {
    const reason = readable(error);
    if (reason === null) throw error;
    err(reason);
    return 3;
  }
  printWelcome(hub.url, config.world, hub.firstOfficers, out);
  await untilAsked();
  await hub.close();
  return 0;
}

const storageSentences = {
  full: 'The disk of the data directory, or of PostgreSQL, is full. Make room and start again (docs/storage.md).',
  'read-only': 'The data directory cannot be written to. Check its disk and its rights (docs/storage.md).',
  stalled: 'The disk of the data directory does not answer. Look at the disk (docs/storage.md).',
  failed: 'The disk or the database may be broken. See docs/storage.md.',
  busy: 'Another program holds the database. End it and start again.',
  ask: 'The database could not be opened: a full or broken disk. See docs/storage.md.',
} as const;

/** PostgreSQL's codes: wrong password, no such user, no such database, may not. */
const notLetIn = /^(28000|28P01|3D000|42501)$/;

/** A taken port, a locked directory and a database that is away are told in a sentence; anything else is a bug. */
export function readable(error: unknown, setting = 'TODOKU_PORT'): string | null {
  const { code, port } = error as { code?: string; port?: number };
  if (isUnavailable(error))
    return `The database does not answer (${(error as Error).message || code}). Is PostgreSQL running, and is the address in database.url right?`;
  if (code !== undefined && notLetIn.test(code))
    return `PostgreSQL does not let this hub in (${(error as Error).message}). Check user, password and database name in database.url.`;
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken. Stop the other program, or choose another with ${setting}.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be opened by this user.`;
  const trouble = error instanceof StorageFault ? error.trouble : troubleIn(error);
  if (trouble !== null) return storageSentences[trouble];
  const message = (error as Error).message ?? '';
  return /^(Another process|This database belongs|This machine's clock|PostgreSQL answers commits)/.test(
    message,
  )
    ? message
    : null;
}

/** Addresses, and the first officers' passwords: once. */
export function printWelcome(
  url: string,
  world: string,
  officers: readonly FirstOfficer[],
  out: (line: string) => void,
): void {
  out(`Todoku (${world}) is ready:  ${url}`);
  if (officers.length === 0) return;
  out('First officers. These passwords are shown once and must be changed at the first sign-in:');
  for (const { login, name, password } of officers) out(`  ${login.padEnd(8)} ${password}   (${name})`);
}
