import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ReviewRecord } from '../domain/phrasebook.js';
import { languages } from '../domain/language.js';
import { ConfigError } from './config-error.js';

const record = z.strictObject({
  language: z.enum(languages),
  sentence: z.string(),
  hash: z.string().length(64),
  by: z.string().min(1),
  at: z.number().int(),
});

/** Who vouched for which sentence: `reviews.json` of the data directory; none where there is no file. @throws ConfigError */
export function readReviews(dataDir: string): readonly ReviewRecord[] {
  const path = join(dataDir, 'reviews.json');
  if (!existsSync(path)) return [];
  const result = z.array(record).safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map((issue) => `reviews.json: ${issue.path.join('.')}: ${issue.message}`),
  );
}
