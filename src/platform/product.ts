import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { paths } from './paths.js';

/** The product's version as its package.json says. */
export const productVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(paths.root, 'package.json'), 'utf8')))
    .version;
