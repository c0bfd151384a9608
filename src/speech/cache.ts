import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomToken, sha256 } from '../platform/digest.js';

/** Files by name, no more bytes of them than a bound: what was not used longest goes first. */
export interface Cache {
  read(name: string): Promise<Buffer | null>;
  write(name: string, content: string | Buffer): Promise<void>;
}

interface Entry {
  readonly bytes: number;
  readonly usedAt: number;
}

/** A name comes from a digest; anything else would be a path. */
const safe = /^[0-9a-f]{64}\.(wav|json)$/;
const partly = '.partly-';

/** Opens (or makes) the folder. Half-written files of a process that ended are removed. */
export async function openCache(folder: string, bytesMost: number): Promise<Cache> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const entries = new Map<string, Entry>();
  let total = 0;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.startsWith(partly)) await rm(path, { force: true });
    if (!safe.test(name)) continue;
    const { size, mtimeMs } = await stat(path);
    entries.set(name, { bytes: size, usedAt: mtimeMs });
    total += size;
  }

  const forget = (name: string): void => {
    total -= entries.get(name)?.bytes ?? 0;
    entries.delete(name);
  };

  async function makeRoom(): Promise<void> {
    const oldest = [...entries].toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [name] of oldest) {
      if (total <= bytesMost) return;
      forget(name);
      await rm(join(folder, name), { force: true });
    }
  }

  return {
    async read(name) {
      if (!safe.test(name)) return null;
      try {
        const content = await readFile(join(folder, name));
        const now = Date.now();
        entries.set(name, { bytes: content.length, usedAt: now });
        await utimes(join(folder, name), now / 1000, now / 1000);
        return content;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        forget(name);
        return null;
      }
    },
    async write(name, content) {
      if (!safe.test(name)) throw new Error('a cache takes names that are digests');
      const aside = join(folder, `${partly}${randomToken(9)}`);
      await writeFile(aside, content, { mode: 0o600 });
      await rename(aside, join(folder, name));
      forget(name);
      entries.set(name, { bytes: Buffer.byteLength(content), usedAt: Date.now() });
      total += Buffer.byteLength(content);
      if (total > bytesMost) await makeRoom();
    },
  };
}

/** A file that is named by its own digest; null where it is not there or is no longer what it was. */
export async function readWhole(cache: Cache, digest: string): Promise<Buffer | null> {
  const content = await cache.read(`${digest}.wav`);
  return content !== null && sha256(content) === digest ? content : null;
}

/** What stands in `<name>.json`; null where there is none, or one that a power cut left empty. */
export async function readJson(cache: Cache, name: string): Promise<unknown> {
  const content = await cache.read(`${name}.json`);
  if (content === null) return null;
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return null;
  }
}
