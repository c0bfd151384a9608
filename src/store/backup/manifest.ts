import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { refuse, type Refusal } from '../../domain/refusal.js';

export const manifestFile = 'manifest.json';

/** A file of a backup: a path inside the folder, with `/`, never upwards. */
const fileName = z
  .string()
  .regex(/^[^/\\\0]+(\/[^/\\\0]+)*$/)
  .refine((name) => name.split('/').every((part) => part !== '..' && part !== '.'));

/** What a backup folder says of itself. Times in milliseconds UTC. */
const manifestShape = z.object({
  format: z.literal(1),
  product: z.string(),
  world: z.enum(['live', 'drill']),
  town: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  takenAt: z.number().int(),
  /** The file that holds the database; the others stood beside it in the data directory. */
  database: fileName,
  migrations: z.array(z.string()),
  versions: z.number().int(),
  deliveries: z.record(z.string(), z.number().int()),
  log: z.object({ entries: z.number().int(), hash: z.string() }),
  files: z.array(z.object({ name: fileName, bytes: z.number().int(), sha256: z.string().length(64) })),
});
export type Manifest = z.infer<typeof manifestShape>;
export type BackupFile = Manifest['files'][number];

/** Size and SHA-256 of one file of a folder, read in pieces. */
export async function describeFile(folder: string, name: string): Promise<BackupFile> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { name, bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}

/** Reads a backup's manifest and checks every file that it names. */
export async function readBackup(folder: string): Promise<Manifest | Refusal> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(join(folder, manifestFile), 'utf8'));
  } catch {
    return refuse('restore.not-a-backup', { folder });
  }
  const result = manifestShape.safeParse(raw);
  if (!result.success) return refuse('restore.not-a-backup', { folder });
  const manifest = result.data;
  if (!manifest.files.some(({ name }) => name === manifest.database))
    return refuse('restore.not-a-backup', { folder });
  for (const file of manifest.files)
    if (!(await isWhole(folder, file))) return refuse('restore.broken', { file: file.name });
  return manifest;
}

async function isWhole(folder: string, file: BackupFile): Promise<boolean> {
  try {
    const found = await describeFile(folder, file.name);
    return found.bytes === file.bytes && found.sha256 === file.sha256;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
